/* Grows the tree of tree.h, and settles it. */

#ifdef __linux__
#define _DEFAULT_SOURCE
#include <sys/mman.h>
#endif

#include "tree.h"

#include <stdlib.h>
#include <string.h>

#define HUGE_PAGE ((size_t)1 << 21)

static const node UNKNOWN = {-1, -1, CLEAR, 0, 0, 0};

int tree_begin(tree *t) {
    *t = (tree){.room = 1 << 10, .held = 1 << 8, .used = FIRST_NODE};
    t->growing = calloc(t->room, sizeof *t->growing);
    t->nodes = calloc(t->held, sizeof *t->nodes);
    if (t->growing == NULL || t->nodes == NULL)
        return -1;
    for (size_t at = 0; at < FIRST_NODE; at++)
        t->nodes[at] = UNKNOWN;
    return 0;
}

void tree_end(tree *t) {
    free(t->growing);
    free(t->nodes);
    free(t->steps);
}

/* Where a path stands, or would. */
static size_t place(const uint64_t *growing, size_t room, uint64_t path) {
    size_t at = scattered(path, room);
    while (growing[at] != 0 && growing[at] >> POINTS != path)
        at = (at + 1) & (room - 1);
    return at;
}

static uint32_t next(const tree *t, uint32_t from, uint32_t point) {
    if (from == 0 || point >= MOST_NODES)
        return 0;
    return (uint32_t)(t->growing[place(t->growing, t->room, path_of(from, point))] & (MOST_NODES - 1));
}

static int widen(tree *t) {
    size_t room = t->room * 2;
    uint64_t *growing = calloc(room, sizeof *growing);
    if (growing == NULL)
        return -1;
    for (size_t at = 0; at < t->room; at++)
        if (t->growing[at] != 0)
            growing[place(growing, room, t->growing[at] >> POINTS)] = t->growing[at];
    free(t->growing);
    t->growing = growing;
    t->room = room;
    return 0;
}

static int hold_more(tree *t) {
    node *nodes = realloc(t->nodes, (size_t)t->held * 2 * sizeof *nodes);
    if (nodes == NULL)
        return -1;
    t->nodes = nodes;
    t->held *= 2;
    return 0;
}

static uint32_t made(tree *t, uint32_t from, uint32_t point) {
    uint32_t to = next(t, from, point);
    if (to != 0 || from == 0 || point >= MOST_NODES || t->used == MOST_NODES)
        return to;
    if ((t->used == t->held && hold_more(t) != 0) || ((size_t)t->used * 2 > t->room && widen(t) != 0))
        return 0;
    uint64_t path = path_of(from, point);
    t->nodes[from].leads_on = 1;
    t->nodes[t->used] = UNKNOWN;
    t->growing[place(t->growing, t->room, path)] = path << POINTS | t->used;
    return t->used++;
}

uint32_t tree_grown(tree *t, uint32_t from, const uint32_t *points, size_t count) {
    for (size_t at = 0; at < count && from != 0; at++)
        from = made(t, from, points[at]);
    return from;
}

uint32_t tree_found(const tree *t, uint32_t from, const uint32_t *points, size_t count) {
    for (size_t at = 0; at < count && from != 0; at++)
        from = next(t, from, points[at]);
    return from;
}

static uint64_t known(const node *n) {
    return (uint64_t)(n->gram + 1) | (uint64_t)(n->word + 1) << 20 | (uint64_t)(n->cue - NONE) << 40 |
           (uint64_t)n->listed << 50 | (uint64_t)n->leads_on << 51 | (uint64_t)n->cluster << 52;
}

size_t line_end(const uint32_t *points, size_t from, size_t size) {
    while (from < size && points[from] != '\n')
        from++;
    return from;
}

void *copied(const void *from, size_t bytes) {
    void *to = malloc(bytes + 1);
    return to == NULL ? NULL : memcpy(to, from, bytes);
}

void *wide_room(size_t bytes) {
#ifdef MADV_HUGEPAGE
    if (bytes >= HUGE_PAGE) {
        void *pages;
        if (posix_memalign(&pages, HUGE_PAGE, bytes) != 0)
            return NULL;
        madvise(pages, bytes, MADV_HUGEPAGE); /* where there are none, it does as well without */
        return memset(pages, 0, bytes);
    }
#endif
    return calloc(bytes, 1);
}

int tree_settle(tree *t) {
    if (t->growing == NULL || (t->steps = wide_room(t->room * sizeof *t->steps)) == NULL)
        return -1;
    for (size_t at = 0; at < t->room; at++)
        if (t->growing[at] != 0)
            t->steps[at] = (step){t->growing[at], known(t->nodes + (t->growing[at] & (MOST_NODES - 1)))};
    free(t->growing);
    free(t->nodes);
    t->growing = NULL;
    t->nodes = NULL;
    return 0;
}
