/* The words worth disguising and what may stand for their characters; filled once (seeking.c), then only read, so that
   threads may share it. See model/disguises.py, which does the same in Python.

   What may stand for characters is told in lists: a count, and so many numbers. */

#ifndef SEARCH_H
#define SEARCH_H

#include "normal.h"

#include <stdlib.h>

#define WANTED 640     /* different characters in the words worth disguising, at most */
#define WIDE (WANTED / 64)
#define LONGEST_RUN 24 /* of letters and digits that are looked at; as in letters.py */
#define MOST_CHANGES (2 * LONGEST_WORD + 1)
#define FIRST_HAN 0x3400
#define HAN 0x6C00 /* how many Han characters there are, see is_han */

/* The trees in which it is looked up; JOINED and PICTURED hold parts and emoji with all that they may be read as. */
enum { WORDS = ROOT, SOUNDS = OUTLINED, PARTS = NAMES, DRAWN = FOURTH, JOINED = FIFTH, PICTURED = SIXTH };

/* A step on the way through the words worth disguising; those after it stand side by side, ordered by character. Few
   have many: with a set of all characters in each, what a text walks through would fill the cache. */
typedef struct {
    uint32_t first;  /* the first of those after it; 0 if there is none */
    uint16_t count;  /* how many there are */
    uint16_t wanted; /* the character that leads here */
    int16_t word;    /* the word that ends here, or -1 */
    uint8_t out_of_order;
} stage;

typedef struct {
    uint32_t size, points[LONGEST_WORD];
} word;

/* Numbers in lists: those of each list from one place to the next. */
typedef struct {
    uint32_t *from;
    uint16_t *members;
} lists_of;

/* What each way to read something costs, and how many are tried; as in respelling.py. */
enum {
    MOST_WAYS,
    FARTHEST_WAY,
    MOST_SOUNDING,
    MOST_INITIAL,
    AS_SOUND,
    AS_PINYIN,
    AS_INITIAL,
    AS_LETTER,
    AS_DIGIT,
    AS_GLYPH,
    AS_DRAWING,
    AS_JOINED,
    AS_PICTURED,
    AS_SIGN,
    MOST_LETTERS,
    MOST_SPELT,
    MOST_OPEN,
    BY_WORDS,
    PRICES = BY_WORDS + ZERO_WIDTH + 1
};

#define LUCK 256

/* Which characters stand beside each other, and how characters are spelt; see model/neighbours.py and thirds.py. */
typedef struct {
    size_t count;
    uint32_t *points;       /* of each number; 0 is whatever is none of these */
    uint16_t numbers[HAN];
    uint16_t *seldom, *crowd; /* what a pair costs that is not listed: by its second, and by its first */
    uint32_t *pairs;          /* those listed, with their grades; open addressing */
    size_t room;              /* a power of two */
    uint32_t *thirds;         /* beside each pair, where its list of thirds starts in the next two; 0 if it has none */
    uint16_t *listed_thirds;  /* what it costs more, in grades, that another follows; how many are listed; they */
    uint8_t *thirds_grades;   /* beside each of these */
    int16_t luck[LUCK];       /* by how much prices are off in draws */
    lists_of sounding;        /* the characters of each sound, the commonest first */
    lists_of sounds;          /* of each character */
    lists_of initials;        /* the characters that each letter may begin, the commonest first */
    lists_of digits;          /* the sounds of each digit */
    int32_t prices[PRICES];
} neighbours;

struct search {
    const suspects *suspects;
    neighbours *neighbours;
    tree listed;
    uint32_t *lists;
    size_t lists_size, lists_room;
    word *words; /* the most telling first */
    size_t words_count, foremost, phrases_from, wanted;
    stage *stages;
    uint64_t opening[WIDE]; /* a bit for each character that leads on from the first step */
    uint16_t opening_before[WIDE];
    uint32_t meant[HAN];    /* the list of what each character may be meant for: a wanted one, above it the disguise */
    uint16_t numbers[HAN];  /* of the wanted characters, from 1 on */
    uint8_t weights[HAN];   /* how surely a character is no accident, in hundredths */
    uint32_t wanted_points[WANTED];
    uint64_t initials[26][WIDE]; /* while it is filled, as the rest: what each letter is an initial of */
    uint64_t *pairs;             /* a character, what it may be meant for, the disguise */
    size_t pairs_count, pairs_room;
};

/* How a character of a word is disguised, and in the lower half how surely this is no accident, in hundredths; 0 if it
   is not. Greater where Python's pair of both is. */
typedef uint16_t change;

static inline change changed_by(unsigned family, unsigned hundredths) { return (change)(family << 8 | hundredths); }
static inline unsigned family_of(change c) { return c >> 8; }
static inline double weight_of(change c) { return (c & 0xFF) / 100.0; }

/* A word that was found, and what was changed in it; see `Found` in paths.py. */
typedef struct {
    uint32_t start, end;
    double weight, fit;
    uint16_t word, families;
    uint8_t kept, changed;
    change changes[MOST_CHANGES];
} sighting;

enum { ALWAYS, NOT_AFTER_EMOJI, AFTER_INITIALS, NOT_AFTER_INITIALS }; /* when a way to read a character is open */

/* A way to read a character of a word at some place. */
typedef struct {
    uint32_t path; /* where the rest of several characters stands in the lists; 0 if there is none */
    uint16_t wanted;
    change made;
    uint8_t size, when; /* how much of the text that takes, and after what */
    uint16_t more;      /* how far behind the place's first one the next for this character is; 0 if there is none */
} option;

/* Its options are ordered by character; where there are several for one, the others stand behind those. */
typedef struct {
    uint64_t may[WIDE];    /* a bit for each character that may be read here */
    uint16_t before[WIDE]; /* how many bits stand before those of each number */
    uint32_t first, count;
    uint8_t ready, boundary;
} place;

/* All that one text needs. */
typedef struct {
    const search *of;
    const uint32_t *text;
    size_t size;
    size_t words; /* so many of the words are searched for: all, or all but phrases */
    place *places;
    option *options;
    size_t options_count, options_room;
    sighting *seen;
    size_t seen_count, seen_room;
    const sighting **chosen; /* with room for all that were seen */
    size_t chosen_count;
    uint32_t *word_starts, *word_ends; /* of the words that the text is cut into, for each character; both 0 at first */
    uint8_t *taken;
    size_t start, changed;
    change changes[MOST_CHANGES];
} hunt;

/* Whether a spelt word may end before a place, or begin at it. */
int is_boundary(hunt *h, size_t at);

/* The letters that a digit stands in for. */
const char *letters_of(uint32_t digit);

/* Whether everybody reads these letters as the messenger; MESSENGER in letters.py. */
int is_messenger(const uint32_t *text, size_t size);

/* Whether letters spell sounds from beginning to end, some of them perhaps as digits. */
int is_spelt(const search *s, const uint32_t *text, size_t size);

/* All ways to read a character of a word at a place; NULL where memory has run out. */
const place *read_at(hunt *h, size_t at);

/* Notes all words worth disguising that begin at a place; -1 where memory has run out. */
int words_from(hunt *h, size_t at);

/* Where the word ends that begins at a place, as texts are cut. */
size_t cut_end(const search *s, const uint32_t *text, size_t size, size_t from);

/* Marks where disguised words may begin; gives whether there are such places. */
int point_out(hunt *h, uint8_t *places);

/* A word that may be read in a text, and what that costs. */
typedef struct {
    edit as;
    int32_t cost;
} respelt;

/* Reads a whole text the cheapest way; gives how many edits that takes, or -1. With any `draw` but 0 prices are off. */
ptrdiff_t respell(const search *s, const uint32_t *text, size_t size, uint32_t draw, respelt *words, size_t count,
                  edit *edits);

/* The number of a character; 0 if it has none. */
unsigned numbered(const neighbours *n, uint32_t point);

int is_pair(const neighbours *n, unsigned first, unsigned second);

/* The list of what is known to stand behind a pair, or 0. */
uint32_t thirds_of(const neighbours *n, unsigned first, unsigned second);

/* What it costs that a character stands behind two others, the last of which is told, and the list of both. */
int32_t third_cost(const neighbours *n, uint32_t list, unsigned last, unsigned next);

void neighbours_free(neighbours *n);

/* Reads rare characters, and parts that stand apart; gives how many, and whether they are no accident. */
size_t read_glyphs(const search *s, const uint32_t *text, size_t size, edit *glyphs, int *telling);

static inline unsigned bits_in(uint64_t bits) {
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
    return (unsigned)(((bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F)) * UINT64_C(0x0101010101010101) >> 56);
}

/* Counts for each number of a set how many bits stand before it. */
static inline void count_before(const uint64_t *set, uint16_t *before) {
    unsigned count = 0;
    for (size_t at = 0; at < WIDE; at++) {
        before[at] = (uint16_t)count;
        count += bits_in(set[at]);
    }
}

/* How many bits of a set stand before one. */
static inline uint32_t rank_of(const uint64_t *set, const uint16_t *before, uint32_t bit) {
    return before[bit / 64] + bits_in(set[bit / 64] & ((UINT64_C(1) << (bit & 63)) - 1));
}

/* The step of what stands there as a whole; its `path` is 0 if it is not listed. */
static inline const step *looked_up(const tree *t, uint32_t from, const uint32_t *points, size_t count) {
    const step *found = tree_step(t, from, points[0]);
    for (size_t at = 1; at < count && found->path != 0; at++)
        found = tree_step(t, node_of(found), points[at]);
    return found;
}

/* What is held with room for one more: where `*room` of `each` bytes are taken, twice as many and `more`. NULL, and
   nothing is lost, where memory has run out. */
static inline void *with_room(void *held, size_t taken, size_t *room, size_t each, size_t more) {
    if (taken < *room)
        return held;
    void *wider = realloc(held, (*room * 2 + more) * each);
    if (wider != NULL)
        *room = *room * 2 + more;
    return wider;
}

static inline int is_letter(uint32_t point) { return is_small(point) || (point >= 'A' && point <= 'Z'); }

#endif
