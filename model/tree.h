/* Words as paths through a tree. A step of it is one number: whence, by which code point, whither.

   It grows as a hash table of steps beside a list of nodes. Settled, each step carries what is known of the node that it
   leads to, so that following it costs one look into memory: that is where the time goes. */

#ifndef TREE_H
#define TREE_H

#include <stddef.h>
#include <stdint.h>

enum { ROOT = 1, OUTLINED, NAMES, FOURTH, FIFTH, SIXTH, FIRST_NODE }; /* six trees in one; 0 is no node */

enum { OTHERS, ENDS }; /* clusters of no words, as in clusters.py */

enum { CLEAR = -1, STOP = -2, NONE = -3 }; /* in place of a class: no cue, the end of a clause, a cue by accident */

#define POINTS 21 /* bits of a code point, and of a node */
#define MOST_NODES ((uint32_t)1 << POINTS)
#define MOST_ROWS (((uint32_t)1 << 20) - 1)
#define MOST_CLUSTERS ((uint32_t)1 << 12)

typedef struct {
    int32_t gram, word; /* the row of this n-gram and of this word or pair of clusters, or -1 */
    int16_t cue;        /* the class of this cue, or one of the above */
    uint16_t cluster;   /* that of this word, see clusters.py */
    uint8_t listed;     /* whether this is a word at which texts are cut */
    uint8_t leads_on;   /* whether a step leads on from here */
} node;

typedef struct {
    uint64_t path; /* 0 where nothing stands */
    uint64_t known;
} step;

typedef struct {
    uint64_t *growing; /* open addressing, until it is settled */
    node *nodes;
    step *steps; /* the same thereafter */
    size_t room; /* a power of two */
    uint32_t used, held;
} tree;

int tree_begin(tree *t);
void tree_end(tree *t);

/* The node that a path leads to from another one, made if it is not there; 0 where it cannot be made. */
uint32_t tree_grown(tree *t, uint32_t from, const uint32_t *points, size_t count);

/* The same while the tree grows, 0 if it is not there. */
uint32_t tree_found(const tree *t, uint32_t from, const uint32_t *points, size_t count);

int tree_settle(tree *t);

/* Zeroed memory for what is looked up all over it, to be freed; in huge pages where there are any: with 180,000 features
   the exam was judged 19.6 times as fast as by a plain pipeline before, and 22.7 times with the tree in them. */
void *wide_room(size_t bytes);

/* A copy of so many bytes, to be freed; NULL where memory has run out. */
void *copied(const void *from, size_t bytes);

/* Where the line ends that begins here. */
size_t line_end(const uint32_t *points, size_t from, size_t size);

static inline size_t scattered(uint64_t key, size_t room) {
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (room - 1);
}

static inline uint64_t path_of(uint32_t from, uint32_t point) { return (uint64_t)from << POINTS | point; }

/* Where to begin to look for a path in a settled tree. */
static inline size_t tree_place(const tree *t, uint64_t path) { return scattered(path, t->room); }

/* The step of a path, looked for from there; its `path` is 0 if there is none. */
static inline const step *tree_step_from(const tree *t, size_t at, uint64_t path) {
    while (t->steps[at].path != 0 && t->steps[at].path >> POINTS != path)
        at = (at + 1) & (t->room - 1);
    return t->steps + at;
}

static inline const step *tree_step(const tree *t, uint32_t from, uint32_t point) {
    uint64_t path = path_of(from, point < MOST_NODES ? point : 0);
    return tree_step_from(t, tree_place(t, point < MOST_NODES ? path : 0), point < MOST_NODES ? path : 0);
}

static inline uint32_t node_of(const step *s) { return (uint32_t)(s->path & (MOST_NODES - 1)); }

static inline int32_t gram_of(const step *s) { return (int32_t)(s->known & MOST_ROWS) - 1; }
static inline int32_t word_of(const step *s) { return (int32_t)(s->known >> 20 & MOST_ROWS) - 1; }
static inline int cue_of(const step *s) { return (int)(s->known >> 40 & 0x3FF) + NONE; }
static inline int is_listed(const step *s) { return (int)(s->known >> 50 & 1); }
static inline int leads_on(const step *s) { return (int)(s->known >> 51 & 1); }
static inline uint32_t cluster_of(const step *s) { return (uint32_t)(s->known >> 52); }

/* Where the longest word ends that is listed and begins there; 0 if none does. */
static inline size_t listed_end(const tree *t, const uint32_t *text, size_t size, size_t from) {
    size_t end = 0;
    uint32_t node = ROOT;
    for (size_t at = from; at < size && node != 0; at++) {
        const step *found = tree_step(t, node, text[at]);
        if (is_listed(found))
            end = at + 1;
        node = leads_on(found) ? node_of(found) : 0;
    }
    return end;
}

/* The same where a character that begins none stands alone, as texts are cut. */
static inline size_t word_end(const tree *t, const uint32_t *text, size_t size, size_t from) {
    size_t end = listed_end(t, text, size, from);
    return end ? end : from + 1;
}

#endif
