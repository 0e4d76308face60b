/* What a text comes to at a look; see `Judge` in model/judging.py, which does the same step by step. */

#ifndef LOOKING_H
#define LOOKING_H

#include "assess.h"

#define ANSWER 7 /* the bits of these */
#define DISGUISES 3 /* how many stand below those of disguises */
#define TORN_BIT (INT64_C(1) << 18) /* set where a text falls apart into single characters */

/* ASK: what searches for disguised words is not there yet; AGAIN: read in doubt, or one sentence of it; SPACED: to be
   closed up first. As in sieve.py and spacing.py. */
enum { ASK, ORDINARY, TOO_SHORT, NO_CHINESE, READ, AGAIN, SPACED };

/* As a sentence of another text; as if words were disguised in it; the same where only its being torn speaks for that,
   and where it is harmful as it stands; and in a draw. */
enum { AS_IT_STANDS, ALONE, IN_DOUBT, AS_TORN, ANEW, AS_DRAWN };

/* What a thread looks with: each argument takes Python its time. */
typedef struct {
    const normal *normal;
    const reading *reading;
    assessment *made, *other; /* what is told, and what may be */
} looker;

/* The answer, the bits of disguises above it (3), TORN_BIT, and the log-odds as they are told, from 0 on (19); at most 0 for what
   cannot be told. What needs no reading is answered at once; what does is read, and what is made of it stands in `made`.
   READ says that it is harmful, but of a text as it stands or in a draw; `draw` is 0 but there. */
int64_t look_at(const looker *l, const uint32_t *text, size_t size, int how, uint32_t draw, assessment *made);

/* The same of an answer, the disguises undone, and log-odds, which are told of what is ORDINARY alone. */
int64_t told(int answer, unsigned families, double odds);

/* Whether a text hands over a one-time code. */
int holds_code(const uint32_t *text, size_t size);

#endif
