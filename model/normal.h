/* What normalising needs to know, filled once, then only read, so that threads may share it; the search is given to it
   later, while no other thread is in the library. See model/normalize.py. */

#ifndef NORMAL_H
#define NORMAL_H

#include "tree.h"

#define SEVERAL ((uint32_t)1 << 21) /* stands above the place in `pool` where nothing or several characters are kept */
#define PAGES 0x1100
#define SEARCHED 1000 /* as in disguises.py */
#define LONGEST_WORD 8 /* characters of a word worth disguising */

/* The disguises, as they are named in native.py. */
enum {
    EMOJI,
    FULL_WIDTH,
    HOMOPHONE,
    INITIALS,
    INSERTED_SIGNS,
    LEET,
    LOOK_ALIKE,
    PINYIN,
    REORDERED,
    REPEATED,
    SPLIT,
    TRADITIONAL,
    ZERO_WIDTH
};

/* What may be read amiss, and what is left unread in part; as in sightings.py. */
#define MISREADABLE (1u << HOMOPHONE | 1u << INITIALS | 1u << LEET | 1u << LOOK_ALIKE)
#define HALF_READ (1u << EMOJI | MISREADABLE)

enum { TOUCHED, WHOLE, SPLITTING }; /* what is done to a character by itself; `folding.UNTOUCHED` says it */

typedef struct {
    uint32_t plain; /* what it is folded to */
    uint16_t family; /* a bit for the disguise that it gives away */
    uint8_t kind;
} sign;

#define PAIR_BITS (1u << 19) /* the 57,000 pairs of suspects.txt set one in nine; they stay in the cache */

typedef struct {
    tree words;
    uint64_t alone[0x10000 / 64];   /* a bit for each character that is worth a look by itself */
    uint64_t pairs[PAIR_BITS / 64]; /* and for the first two of what is longer; several pairs share one */
    int settled;
} suspects;

typedef struct search search;

/* What is to stand for text[start, end), and a bit for each disguise that this undoes. */
typedef struct {
    uint32_t start, end;
    uint16_t families, count;
    const uint32_t *plain;
} edit;

typedef struct {
    uint16_t pages[PAGES]; /* which 256 of `signs`; 0 where nothing is folded */
    sign *signs;
    size_t signs_pages;
    uint32_t *pool; /* for each of what is not one character: how many, and they */
    size_t pool_size, widest;
    const suspects *suspects;
    const search *search; /* NULL until the first text is to be searched */
} normal;

/* A text as the model reads it, and for each character where it came from in the original. */
typedef struct {
    uint32_t *text, *starts, *ends;
    size_t size, room;
    unsigned families, of_words; /* a bit for each disguise undone, and for those of words and glyphs */
    int untouched; /* whether nothing is done to single characters, nor to signs between them */
    int undone;    /* whether disguised words were */
} folds;

/* Whether words were so disguised that some may be left unread, as in normalize.py. */
static inline int was_disguised(const folds *f) { return (f->of_words & HALF_READ) != 0; }

static inline int is_han(uint32_t point) { return point >= 0x3400 && point <= 0x9FFF; }
static inline int is_digit(uint32_t point) { return point >= '0' && point <= '9'; }
static inline int is_small(uint32_t point) { return point >= 'a' && point <= 'z'; }

/* The first of what is worth a look, the longest that begins there, from `*start` on; 0 if there is none. */
int suspects_next(const suspects *s, const uint32_t *text, size_t size, size_t *start, size_t *end);

/* Whether this is worth a look as letters that abbreviate or spell. */
int suspects_spelt(const suspects *s, const uint32_t *text, size_t size);

/* Whether this is worth a look by itself. */
int suspects_alone(const suspects *s, uint32_t point);

/* Finds disguised words, in the order of their starts, in a text of at most SEARCHED characters; there is room for as
   many as the text has characters. Where it is doubted, phrases are sought too, and no word need give itself away;
   `doubted` is 1 then, or more by the number of a draw, in which prices are off. Gives how many there are, or -1. */
ptrdiff_t search_undo(const search *s, const uint32_t *text, size_t size, uint32_t doubted, edit *edits);

/* Whether a text holds a letter, or enough pairs of characters that stand beside each other in no sample; see torn.py. */
int search_has_strangers(const search *s, const uint32_t *text, size_t size);

/* Drops signs that split words; once more, nothing. */
void drop_signs(folds *f);

/* Whether the characters of a folded text without such signs were set apart by others; see spacing.py. */
int is_spaced(const folds *f);

/* Folds numbers and addresses. */
void fold_numbers(folds *f);

/* Folds addresses alone. */
void fold_links(folds *f);

size_t normal_room_each(const normal *n);

/* Folds characters and nothing else. `f` has room for `normal_room_each` times as many. */
void normal_fold(const normal *n, const uint32_t *text, size_t size, folds *f);

enum { FINISHED, FAILED = -1, UNSEARCHED = -2, NARROW = -3 };

/* Does the rest. UNSEARCHED where disguised words are to be searched for, and the search is not there yet; NARROW where
   there is too little room, which is twice what the text comes to. */
int normal_finish(const normal *n, folds *f);

/* The same if whatever looks as if it stood for a word or phrase is taken for it, in a draw or in none (0). */
int normal_finish_in_doubt(const normal *n, folds *f, uint32_t draw);

#endif
