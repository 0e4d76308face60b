/* What a model weighs, ready to read texts; filled once (filling.c), then only read, so that threads may share it.

   Texts come as code points. What a call needs it keeps on the stack or allocates. Where memory has run out, and for what
   makes no sense, functions give -1. */

#ifndef READING_H
#define READING_H

#include "tree.h"

#define EDGE '^'    /* stands before and after a text */
#define SIGN 0xE000 /* the sign of the first class of cues */
#define SIGNS 0x100 /* at most so many classes */
#define CLUSTER_SIGN 0xF0000 /* the sign of the first cluster of words */
#define LONGEST 16  /* an n-gram has at most so many characters */
#define BLOCK 32    /* columns added up at once; rows are padded to whole blocks, two to a line of the cache */
#define LINE 64     /* bytes of one; with rows across two a text was read in 15.5 µs, now in 12.6 */

enum { NORMAL, HARASSMENT, THREAT, LABELS }; /* as in labels.py */

enum { THREATS_ONLY = 1, THIRD_PARTY = 2 }; /* what a tag is */

enum { OWES = 1, TELLS = 2 }; /* what a class of cues is: of a debt, or else telling */

#define TRIGRAM_BITS 21 /* as in trigrams.py */
#define TRIGRAM_WORD 6
#define TRIGRAM_EACH 3

#define MOST_EVIDENCE 6 /* the last of SURE in cues.py */

/* What scores come to: how subclasses, which are columns [places[label], places[label + 1]), speak for a label (see
   subclasses.py), how all columns become probabilities (see stack.py), from which log-odds each tag is given, and how
   sure harm must be (see cues.py, trigrams.py and certainty.py). */
typedef struct {
    double softness, sure[MOST_EVIDENCE + 1];
    double threat_beside, doubted, sure_beside_code, sure_alone, sure_saying_little, little;
    double sure_torn, sure_anew, draws, sure_drawn, sure_drawn_torn, sure_drawn_anew, familiar, half;
    size_t places[LABELS + 1], tags, hidden;
    double *intercepts, *tags_from;
    double *stack; /* thresholds, a row an input, leanings, a row a hidden unit */
    uint8_t *kinds; /* of tags */
} rules;

typedef struct {
    tree words, evidence; /* all texts are searched for the latter: small, it stays in the cache */
    rules rules;
    size_t gram_longest, outline_longest;
    size_t rows, columns, width;
    int8_t *weights; /* within what is allocated, from the beginning of a line on */
    void *allocated;
    size_t classes; /* in the order of their names */
    int32_t *cues, *together, *in_order; /* rows, or -1 */
    uint8_t *kinds;
    uint32_t *signs;
    uint32_t clusters, *opened; /* how many, and the node that each one's sign leads to, as the first of two */
    uint64_t *pairs; /* of the sieve: two characters above the weight; a weight of 0 where nothing stands */
    size_t pairs_room;
    double intercept, step, clear_at_a_glance, clear_debtless, clear_below;
    size_t letters_known;
    uint8_t *trigrams; /* a filter, see trigrams.py */
    uint8_t *letters; /* a bit for each code point below, whether it is a letter or a digit */
} reading;

/* A feature of a text, and the word that it speaks for. */
typedef struct {
    uint32_t row, word;
} speaker;

/* What is seen of a text stands in numbers of 64 bits that the caller holds: the sum of each column, how many speakers and
   words there are, where the words end (from 0 on), and the speakers. */
typedef struct {
    uint32_t *ends;
    speaker *speakers;
} read_parts;

/* A run of words that speaks for something: which of all that was asked for, where it starts and ends in the text, and
   what it gained. */
typedef struct {
    int64_t asked, start, end, gained;
} stretch;

/* Whether a code point is the sign of a class of cues. */
static inline int is_class(uint32_t point) { return point >= SIGN && point < SIGN + SIGNS; }

/* The sieve's log-odds of harm. */
double reading_odds(const reading *r, const uint32_t *text, size_t size);

/* Whether a word of a debt stands in the text, be it as a part of another cue. */
int reading_owes(const reading *r, const uint32_t *text, size_t size);

/* Whether a text falls apart into single characters, see torn.py. */
int reading_is_torn(const reading *r, const uint32_t *text, size_t size);

/* How much speaks of a debt or of harm, at most MOST_EVIDENCE: see `evidence` in cues.py. */
size_t reading_evidence(const reading *r, const uint32_t *text, size_t size, int disguised);

/* The share of a text's trigrams that samples hold: see `share_known` in trigrams.py. */
double reading_known(const reading *r, const uint32_t *text, size_t size);

/* What is seen of a text, into the memory that the caller holds; see `parts_of`. */
int reading_read(const reading *r, const uint32_t *text, size_t size, int64_t *held);

/* Which rows a text holds, ascending, into room for all rows; gives how many. For training. */
ptrdiff_t reading_rows(const reading *r, const uint32_t *text, size_t size, uint32_t *told);

/* How many numbers of 64 bits a caller holds for each character, and for a text without any. */
size_t reading_room_each(const reading *r);
size_t reading_room(const reading *r);

/* For each of what is asked for (three numbers: a column, another one against it or -1, and at most how many), the runs
   that gained most. `held` comes from reading_read. Gives the number of runs. */
ptrdiff_t reading_runs(const reading *r, const uint32_t *text, size_t size, int64_t *held, const int32_t *asked,
                       size_t questions, stretch *told);

static inline read_parts parts_of(const reading *r, size_t size, int64_t *held) {
    int64_t *ends = held + r->columns + 2;
    return (read_parts){(uint32_t *)ends, (speaker *)(ends + (size + 2) / 2)};
}

#endif
