/* Finds what may belong to a disguised word, as model/suspicion.py asks for it. */

#include "normal.h"

#include <stdlib.h>

void suspects_free(suspects *s) {
    if (s == NULL)
        return;
    tree_end(&s->words);
    free(s);
}

suspects *suspects_new(void) {
    suspects *s = calloc(1, sizeof *s);
    if (s != NULL && tree_begin(&s->words) != 0) {
        suspects_free(s);
        return NULL;
    }
    return s;
}

static void mark(uint64_t *bits, size_t at) { bits[at >> 6] |= UINT64_C(1) << (at & 63); }

static int is_marked(const uint64_t *bits, size_t at) { return (int)(bits[at >> 6] >> (at & 63) & 1); }

/* The bit of two characters, the first of which takes the place of a node. */
static size_t pair_of(const uint32_t *text) { return scattered(path_of(text[0], text[1]), PAIR_BITS); }

/* What is worth a look: a line each; whether it is letters that abbreviate or spell. */
int suspects_take(suspects *s, const uint32_t *lines, size_t size, int spelt) {
    if (s->settled)
        return -1;
    for (size_t from = 0, end; from < size; from = end + 1) {
        end = line_end(lines, from, size);
        uint32_t to = tree_grown(&s->words, ROOT, lines + from, end - from);
        if (to == 0 || to == ROOT)
            return -1;
        s->words.nodes[to].listed = 1;
        if (spelt)
            s->words.nodes[to].word = 0;
        if (end - from > 1)
            mark(s->pairs, pair_of(lines + from));
        else if (lines[from] <= 0xFFFF)
            mark(s->alone, lines[from]);
    }
    return 0;
}

int suspects_settle(suspects *s) {
    s->settled = 1;
    return tree_settle(&s->words);
}

/* Whether something may begin there: one place in seven of a text passes. */
static int may_begin(const suspects *s, const uint32_t *text, size_t size, size_t from) {
    return text[from] > 0xFFFF || is_marked(s->alone, text[from]) ||
           (from + 1 < size && is_marked(s->pairs, pair_of(text + from)));
}

static size_t longest_from(const suspects *s, const uint32_t *text, size_t size, size_t from) {
    return may_begin(s, text, size, from) ? listed_end(&s->words, text, size, from) : 0;
}

int suspects_next(const suspects *s, const uint32_t *text, size_t size, size_t *start, size_t *end) {
    for (; *start < size; ++*start)
        if ((*end = longest_from(s, text, size, *start)) != 0)
            return 1;
    return 0;
}

int suspects_alone(const suspects *s, uint32_t point) { return is_listed(tree_step(&s->words, ROOT, point)); }

int suspects_spelt(const suspects *s, const uint32_t *text, size_t size) {
    const step *found = tree_step(&s->words, ROOT, text[0]);
    for (size_t at = 1; at < size && found->path != 0; at++)
        found = tree_step(&s->words, node_of(found), text[at]);
    return word_of(found) >= 0;
}

/* All of what is worth a look, none over another: starts and ends. Gives how many there are. */
ptrdiff_t suspects_find(const suspects *s, const uint32_t *text, size_t size, uint32_t *found) {
    size_t count = 0;
    for (size_t start = 0, end = 0; suspects_next(s, text, size, &start, &end); start = end, count++) {
        found[2 * count] = (uint32_t)start;
        found[2 * count + 1] = (uint32_t)end;
    }
    return (ptrdiff_t)count;
}
