/* What normalising needs to know, filled once, then only read, so that threads may share it. See model/normalize.py. */

#ifndef NORMAL_H
#define NORMAL_H

#include "tree.h"

#define SEVERAL ((uint32_t)1 << 21) /* stands above the place in `pool` where nothing or several characters are kept */
#define PAGES 0x1100
#define SEARCHED 1000 /* as LONGEST in disguises.py */

enum { TOUCHED, WHOLE, SPLITTING }; /* what is done to a character by itself; `folding.UNTOUCHED` says it */

typedef struct {
    uint32_t plain; /* what it is folded to */
    uint8_t kind;
    uint8_t family; /* a bit for the disguise that it gives away */
} sign;

typedef struct {
    tree words;
    uint64_t begins[0x10000 / 64]; /* a bit for each first character */
    int settled;
} suspects;

typedef struct {
    uint16_t pages[PAGES]; /* which 256 of `signs`; 0 where nothing is folded */
    sign *signs;
    size_t signs_pages;
    uint32_t *pool; /* for each of what is not one character: how many, and they */
    size_t pool_size, widest;
    uint8_t inserted; /* the bit of signs between characters */
    const suspects *suspects;
} normal;

/* A text as the model reads it, and for each character where it came from in the original. */
typedef struct {
    uint32_t *text, *starts, *ends;
    size_t size;
    unsigned families;
    int untouched;
} folds;

static inline int is_han(uint32_t point) { return point >= 0x3400 && point <= 0x9FFF; }
static inline int is_digit(uint32_t point) { return point >= '0' && point <= '9'; }
static inline int is_small(uint32_t point) { return point >= 'a' && point <= 'z'; }

/* The first of what is worth a look, the longest that begins there, from `*start` on; 0 if there is none. */
int suspects_next(const suspects *s, const uint32_t *text, size_t size, size_t *start, size_t *end);

/* Folds numbers and addresses. */
void fold_numbers(folds *f);

size_t normal_room_each(const normal *n);

/* Folds characters and nothing else. `f` has room for `normal_room_each` times as many. */
void normal_fold(const normal *n, const uint32_t *text, size_t size, folds *f);

/* Does what comes before the search for disguised words. */
void normal_prepare(const normal *n, folds *f);

/* Does that and the rest; 0 if disguised words may stand there and were not searched for, which then is the next to do. */
int normal_finish(const normal *n, folds *f, int searched);

#endif
