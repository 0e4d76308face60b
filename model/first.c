/* The first look at a text: answers what needs no reading, as model/judging.py does step by step. */

#include "assess.h"

#include <math.h>
#include <stdlib.h>

#define INFORMATIVE 6 /* as in judging.py, and what follows from it */
#define NOTCHES 8     /* as in sieve.py */
#define LEAST_ODDS (-16)

#define ANSWER 7 /* the bits of these */

enum { ASK, ORDINARY, TOO_SHORT, NO_CHINESE, READ }; /* ASK: what searches for disguised words is not there yet */

int reading_take_limits(reading *r, double at_a_glance, double debtless, double below) {
    r->clear_at_a_glance = at_a_glance;
    r->clear_debtless = debtless;
    r->clear_below = below;
    return 0;
}

/* Whether six Han characters stand there, none of which will be folded with others. */
static int enough_at_a_glance(const folds *f) {
    size_t han = 0;
    for (size_t at = 0; at < f->size && han < INFORMATIVE; at++) {
        uint32_t point = f->text[at];
        if (!is_han(point))
            continue;
        if (at + 2 < f->size && f->text[at + 1] == point && f->text[at + 2] == point)
            return 0;
        han++;
    }
    return han == INFORMATIVE;
}

static int why_unsure(const folds *f) {
    size_t han = 0, others = 0;
    if (f->size < INFORMATIVE)
        return TOO_SHORT;
    for (size_t at = 0; at < f->size; at++) {
        han += is_han(f->text[at]);
        others += is_small(f->text[at]) || is_digit(f->text[at]);
    }
    if (han >= INFORMATIVE && (f->size <= INFORMATIVE * 5 || han * 5 >= f->size))
        return 0;
    if (han + others < INFORMATIVE)
        return TOO_SHORT;
    return han * 5 < han + others ? NO_CHINESE : 0;
}

/* The answer, the bits of disguises above it (3), and the log-odds as they are told, from 0 on (19). */
static int64_t told(int answer, unsigned families, double odds) {
    double notch = odds < LEAST_ODDS ? LEAST_ODDS * NOTCHES : rint(odds * NOTCHES);
    int64_t above = answer == ORDINARY ? (int64_t)(notch - LEAST_ODDS * NOTCHES) : 0;
    return above << 19 | (int64_t)families << 3 | answer;
}

static int64_t look(const normal *n, const reading *r, folds *f) {
    double odds = 0;
    int enough = f->untouched && enough_at_a_glance(f) && (f->size <= INFORMATIVE * 5 || why_unsure(f) == 0);
    if (enough && (odds = reading_odds(r, f->text, f->size)) < r->clear_at_a_glance)
        return told(ORDINARY, 0, odds);
    size_t size = f->size;
    int result = normal_finish(n, f);
    if (result != FINISHED)
        return result;
    if (!enough || f->undone || size != f->size) {
        int unsure = why_unsure(f);
        if (unsure)
            return told(unsure, f->families, 0);
        odds = reading_odds(r, f->text, f->size);
    }
    if (odds < r->clear_below || (odds < r->clear_debtless && !reading_owes(r, f->text, f->size)))
        return told(ORDINARY, f->families, odds);
    return told(READ, f->families, 0);
}

/* What a thread looks with: each argument takes Python its time. */
typedef struct {
    const normal *normal;
    const reading *reading;
    assessment *made;
} looker;

static int64_t look_within(const looker *l, const uint32_t *text, size_t size, size_t room) {
    uint32_t small[3 * 1024], *memory = room <= 1024 ? small : malloc(3 * room * sizeof *memory);
    if (memory == NULL)
        return FAILED;
    folds f = {.text = memory, .starts = memory + room, .ends = memory + 2 * room, .room = room};
    normal_fold(l->normal, text, size, &f);
    int64_t answer = look(l->normal, l->reading, &f);
    if (answer > 0 && (answer & ANSWER) == READ && assess(l->reading, &f, (f.of_words & REPLACED) != 0, l->made) != 0)
        answer = FAILED;
    if (memory != small)
        free(memory);
    return answer;
}

/* What needs no reading is answered at once, see `told`; what does is read, and what is made of it stands in `made`. */
int64_t first_look(const looker *l, const uint32_t *text, size_t size) {
    size_t room = size * normal_room_each(l->normal) + 1;
    int64_t answer = look_within(l, text, size, room);
    for (; answer == NARROW; room *= 2)
        answer = look_within(l, text, size, 2 * room);
    return answer == UNSEARCHED ? ASK : answer;
}
