/* The first look at a text: answers what needs no reading, as model/judging.py does step by step. */

#include "looking.h"

#include <math.h>
#include <stdlib.h>

#define INFORMATIVE 6 /* as in judging.py, and what follows from it */
#define NOTCHES 8     /* as in sieve.py */
#define LEAST_ODDS (-16)

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

static int is_kana_or_hangul(uint32_t point) {
    return (point >= 0x3041 && point <= 0x3096) || (point >= 0x30A1 && point <= 0x30FA) ||
           (point >= 0xAC00 && point <= 0xD7A3);
}

static int why_unsure(const folds *f) {
    size_t han = 0, others = 0, foreign = 0;
    if (f->size < INFORMATIVE)
        return TOO_SHORT;
    for (size_t at = 0; at < f->size; at++) {
        han += is_han(f->text[at]);
        others += is_small(f->text[at]) || is_digit(f->text[at]);
        foreign += is_kana_or_hangul(f->text[at]);
    }
    int is_foreign = foreign > 0 && foreign * 2 >= han;
    if (!is_foreign && han >= INFORMATIVE && (f->size <= INFORMATIVE * 5 || han * 5 >= f->size))
        return 0;
    if (han + others < INFORMATIVE)
        return TOO_SHORT;
    return is_foreign || han * 5 < han + others ? NO_CHINESE : 0;
}

int64_t told(int answer, unsigned families, double odds) {
    double notch = odds < LEAST_ODDS ? LEAST_ODDS * NOTCHES : rint(odds * NOTCHES);
    int64_t above = answer == ORDINARY ? (int64_t)(notch - LEAST_ODDS * NOTCHES) : 0;
    return above << 19 | (int64_t)families << DISGUISES | answer;
}

static int is_cleared(const reading *r, const folds *f, double odds) {
    return odds < r->clear_below || (odds < r->clear_debtless && !reading_owes(r, f->text, f->size));
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
    int64_t answer = told(is_cleared(r, f, odds) ? ORDINARY : READ, f->families, odds);
    return odds < r->clear_at_a_glance ? answer : answer | TORN_BIT;
}

static int64_t look_in_doubt(const normal *n, const reading *r, folds *f, int how, uint32_t draw) {
    int result = normal_finish_in_doubt(n, f, draw);
    if (result != FINISHED)
        return result;
    double odds = reading_odds(r, f->text, f->size);
    int read = (f->families != 0 || how == ANEW || how == AS_DRAWN) && !is_cleared(r, f, odds);
    return told(read ? READ : ORDINARY, f->families, odds);
}

static int is_sure_alone(const reading *r, const folds *f, const assessment *made) {
    double harm = 1 - made->probabilities[NORMAL];
    if (made->found == NORMAL || harm < r->rules.sure_alone)
        return 0;
    return harm >= r->rules.sure_saying_little ||
           (double)reading_evidence(r, f->text, f->size, was_disguised(f)) > r->rules.little;
}

static int is_harmful(const reading *r, const folds *f, int how, const assessment *made) {
    if (how == ALONE)
        return is_sure_alone(r, f, made);
    if (how == ANEW)
        return 1 - made->probabilities[NORMAL] >= r->rules.sure_anew;
    return made->found != NORMAL && (how != AS_TORN || 1 - made->probabilities[NORMAL] >= r->rules.sure_torn);
}

/* What is undone in doubt is no evidence for having been disguised. */
static int64_t assessed(const reading *r, const folds *f, int how, assessment *made, int64_t answer) {
    int disguised = (how == AS_IT_STANDS || how == ALONE) && was_disguised(f);
    if (assess(r, f, disguised, made) != 0)
        return FAILED;
    if (how == AS_IT_STANDS || how == AS_DRAWN || is_harmful(r, f, how, made))
        return answer;
    return told(ORDINARY, f->families, log((1 - made->probabilities[NORMAL]) / made->probabilities[NORMAL]));
}

static int is_torn(const looker *l, const folds *f) {
    const search *known = l->normal->search;
    return (known == NULL || search_has_strangers(known, f->text, f->size)) &&
           reading_is_torn(l->reading, f->text, f->size);
}

/* What may be torn is looked at only where nothing else was found in it. */
static int64_t whether_torn(const looker *l, const folds *f, int64_t answer, const assessment *made) {
    int found = (answer & ANSWER) == READ && made->found != NORMAL;
    return answer & TORN_BIT && (found || !is_torn(l, f)) ? answer & ~TORN_BIT : answer;
}

/* Signs that normalising drops first, as it does, are no reason to close a text up. */
static int was_set_apart(folds *f) {
    if (!f->untouched)
        drop_signs(f);
    return is_spaced(f);
}

static int64_t look_within(const looker *l, const uint32_t *text, size_t size, int how, uint32_t draw, assessment *made,
                           size_t room) {
    uint32_t small[3 * 1024], *memory = room <= 1024 ? small : malloc(3 * room * sizeof *memory);
    if (memory == NULL)
        return FAILED;
    folds f = {.text = memory, .starts = memory + room, .ends = memory + 2 * room, .room = room};
    normal_fold(l->normal, text, size, &f);
    int64_t answer = how == AS_IT_STANDS && was_set_apart(&f) ? SPACED
                     : how == AS_IT_STANDS || how == ALONE    ? look(l->normal, l->reading, &f)
                                                              : look_in_doubt(l->normal, l->reading, &f, how, draw);
    if (answer > 0 && (answer & ANSWER) == READ)
        answer = assessed(l->reading, &f, how, made, answer);
    if (answer > 0 && how == AS_IT_STANDS)
        answer = whether_torn(l, &f, answer, made);
    if (memory != small)
        free(memory);
    return answer;
}

int64_t look_at(const looker *l, const uint32_t *text, size_t size, int how, uint32_t draw, assessment *made) {
    size_t room = size * normal_room_each(l->normal) + 1;
    int64_t answer = look_within(l, text, size, how, draw, made, room);
    for (; answer == NARROW; room *= 2)
        answer = look_within(l, text, size, how, draw, made, 2 * room);
    return answer == UNSEARCHED ? ASK : answer;
}
