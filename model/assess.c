/* What a model makes of a text: probabilities, label, tags and the stretches that speak for them, as model/scorer.py does
   step by step. */

#include "assess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRID 16     /* as in linear.py */
#define MOST 3      /* as in scorer.py: reasons for the label */
#define LABEL_BITS 2
#define TAG_BITS 4
#define MOST_TAGS 15
#define MOST_HIDDEN 64
#define FARTHEST 700 /* as in stack.py */
#define ALONE (-1)

static void take_numbers(rules *to, const double *numbers) {
    to->softness = *numbers++;
    for (size_t evidence = 0; evidence <= MOST_EVIDENCE; evidence++)
        to->sure[evidence] = *numbers++;
    to->threat_beside = *numbers++;
    to->doubted = *numbers++;
    to->sure_beside_code = *numbers++;
    to->sure_alone = *numbers++;
    to->sure_saying_little = *numbers++;
    to->little = *numbers++;
    to->sure_torn = *numbers++;
    to->sure_anew = *numbers++;
    to->draws = *numbers++;
    to->sure_drawn = *numbers++;
    to->sure_drawn_torn = *numbers++;
    to->sure_drawn_anew = *numbers++;
    to->familiar = *numbers++;
    to->half = *numbers;
}

/* `numbers` are those that `rules` begins with; `places` where each label's subclasses begin among the columns, and where
   the tags do. */
int reading_take_rules(reading *r, const double *numbers, const int32_t *places, const double *intercepts,
                       const double *tags_from, const uint8_t *kinds, const double *stack, size_t hidden) {
    rules *to = &r->rules;
    size_t first = (size_t)places[LABELS];
    if (to->intercepts != NULL || r->weights == NULL || first > r->columns || r->columns - first > MOST_TAGS ||
        hidden > MOST_HIDDEN)
        return -1;
    take_numbers(to, numbers);
    to->hidden = hidden;
    for (size_t label = 0; label <= LABELS; label++)
        to->places[label] = (size_t)places[label];
    for (size_t label = 0; label < LABELS; label++)
        if (to->places[label] >= to->places[label + 1])
            return -1;
    to->tags = r->columns - first;
    to->intercepts = copied(intercepts, r->columns * sizeof *intercepts);
    to->tags_from = copied(tags_from, to->tags * sizeof *tags_from);
    to->stack = copied(stack, (hidden * (1 + LABELS + r->columns) + LABELS * (1 + hidden)) * sizeof *stack);
    to->kinds = malloc(to->tags + 1);
    if (to->intercepts == NULL || to->tags_from == NULL || to->stack == NULL || to->kinds == NULL)
        return -1;
    memcpy(to->kinds, kinds, to->tags);
    return 0;
}

static double score(const reading *r, const int64_t *sums, size_t column, double unit) {
    return (double)sums[column] / unit + r->rules.intercepts[column];
}

/* The foremost subclass of a label, and what all of them say of it together. */
static double weigh_label(const reading *r, const int64_t *sums, double unit, size_t label, size_t *foremost) {
    const rules *by = &r->rules;
    double best = -HUGE_VAL, share = 0.0;
    *foremost = by->places[label];
    for (size_t column = by->places[label]; column < by->places[label + 1]; column++) {
        double each = score(r, sums, column, unit);
        if (each > best) {
            best = each;
            *foremost = column;
        }
    }
    for (size_t column = by->places[label]; column < by->places[label + 1]; column++)
        share += exp((score(r, sums, column, unit) - best) / by->softness);
    return best + by->softness * log(share);
}

/* Adds what an input says to each of `count` sums. */
static void say(double *sums, const double *weights, size_t count, double input) {
    for (size_t at = 0; at < count; at++)
        sums[at] += weights[at] * input;
}

/* The foremost subclass of each label, and the probabilities. */
static void weigh_labels(const reading *r, const int64_t *sums, double unit, size_t *foremost, double *probabilities) {
    const rules *by = &r->rules;
    double hidden[MOST_HIDDEN], top = -HUGE_VAL, total = 0.0;
    const double *weights = by->stack + by->hidden;
    memcpy(hidden, by->stack, by->hidden * sizeof *hidden);
    for (size_t label = 0; label < LABELS; label++, weights += by->hidden)
        say(hidden, weights, by->hidden, weigh_label(r, sums, unit, label, foremost + label));
    for (size_t column = 0; column < r->columns; column++, weights += by->hidden)
        say(hidden, weights, by->hidden, score(r, sums, column, unit));
    memcpy(probabilities, weights, LABELS * sizeof *probabilities);
    weights += LABELS;
    for (size_t each = 0; each < by->hidden; each++)
        hidden[each] = 1 / (1 + exp(hidden[each] < -FARTHEST ? FARTHEST : -hidden[each]));
    for (size_t each = 0; each < by->hidden; each++, weights += LABELS)
        say(probabilities, weights, LABELS, hidden[each]);
    for (size_t label = 0; label < LABELS; label++)
        if (probabilities[label] > top)
            top = probabilities[label];
    for (size_t label = 0; label < LABELS; label++) {
        probabilities[label] = exp(probabilities[label] - top);
        total += probabilities[label];
    }
    for (size_t label = 0; label < LABELS; label++)
        probabilities[label] /= total;
}

/* See is_enough in sureness.py. */
static int is_enough(const rules *by, double harm, size_t evidence, double known) {
    double familiar = exp(by->familiar * (known - by->half)), sure = by->sure[evidence];
    return harm * familiar * (1 - sure) >= (1 - harm) * sure;
}

/* See is_sure in sureness.py. */
static int is_sure(const reading *r, double harm, const folds *f, int disguised) {
    return is_enough(&r->rules, harm, 0, 0.0) ||
           is_enough(&r->rules, harm, reading_evidence(r, f->text, f->size, disguised),
                     reading_known(r, f->text, f->size));
}

static int likeliest(const reading *r, const double *probabilities, const folds *f, int disguised) {
    int label = NORMAL;
    for (int each = 1; each < LABELS; each++)
        if (probabilities[each] > probabilities[label])
            label = each;
    double harm = 1 - probabilities[NORMAL];
    if (label == HARASSMENT && probabilities[THREAT] >= r->rules.threat_beside * probabilities[HARASSMENT])
        label = THREAT;
    return label == NORMAL || is_sure(r, harm, f, disguised) ? label : NORMAL;
}

typedef struct {
    size_t count, tags[MOST_TAGS];
    double over[MOST_TAGS]; /* by how much their log-odds exceed what they must */
} given;

static void give(given *to, size_t tag, double over) {
    size_t at = to->count++;
    for (; at > 0 && to->over[at - 1] < over; at--) {
        to->tags[at] = to->tags[at - 1];
        to->over[at] = to->over[at - 1];
    }
    to->tags[at] = tag;
    to->over[at] = over;
}

/* The tags whose log-odds suffice, the clearest first; threats, and they alone, speak of third parties. */
static given tags_of(const reading *r, const int64_t *sums, double unit, int label) {
    const rules *by = &r->rules;
    given to = {0};
    size_t best = by->tags;
    double most = 0.0;
    int third = 0;
    for (size_t tag = 0; tag < by->tags; tag++) {
        double over = score(r, sums, by->places[LABELS] + tag, unit) - by->tags_from[tag];
        int kind = by->kinds[tag];
        if (kind & THIRD_PARTY && (best == by->tags || over > most)) {
            best = tag;
            most = over;
        }
        if (over >= 0 && (label == THREAT || !(kind & THREATS_ONLY))) {
            give(&to, tag, over);
            third |= kind & THIRD_PARTY;
        }
    }
    if (label == THREAT && !third && best < by->tags)
        give(&to, best, most);
    return to;
}

/* To the nearest thousandth, the even one where two are as near, as Python rounds decimal fractions. */
double thousandths(double number) {
    double whole = floor(number * 1000);
    double beyond = fma(number, 1000, -(whole + 0.5)); /* its sign is right where the product is not */
    if (beyond > 0 || (beyond == 0 && fmod(whole, 2) != 0))
        whole += 1;
    return copysign(whole / 1000, number);
}

static int assess_into(const reading *r, const folds *f, int disguised, int64_t *held, assessment *told) {
    size_t foremost[LABELS];
    double unit = GRID * sqrt((double)f->size + 2);
    if (reading_read(r, f->text, f->size, held) != 0)
        return -1;
    weigh_labels(r, held, unit, foremost, told->probabilities);
    int label = likeliest(r, told->probabilities, f, disguised);
    told->found = label;
    told->count = 0;
    if (label == NORMAL)
        return 0;
    given tags = tags_of(r, held, unit, label);
    int32_t asked[3 * (MOST_TAGS + 1)] = {(int32_t)foremost[label], (int32_t)foremost[NORMAL], MOST};
    for (size_t at = 0; at < tags.count; at++) {
        told->found |= (int64_t)(tags.tags[at] + 1) << (LABEL_BITS + TAG_BITS * at);
        asked[3 * at + 3] = (int32_t)(r->rules.places[LABELS] + tags.tags[at]);
        asked[3 * at + 4] = ALONE;
        asked[3 * at + 5] = 1;
    }
    stretch runs[MOST + MOST_TAGS];
    ptrdiff_t count = reading_runs(r, f->text, f->size, held, asked, tags.count + 1, runs);
    for (ptrdiff_t at = 0; at < count; at++) {
        stretch run = runs[at];
        int64_t start = f->starts == NULL ? run.start : f->starts[run.start];
        int64_t end = f->ends == NULL ? run.end : f->ends[run.end - 1];
        told->reasons[at] = (reason){run.asked, start, end, thousandths((double)run.gained / unit)};
    }
    told->count = count;
    return count < 0 ? -1 : 0;
}

int assess(const reading *r, const folds *f, int disguised, assessment *told) {
    int64_t small[2048], *held = small;
    size_t room = reading_room(r) + f->size * reading_room_each(r);
    if (r->rules.intercepts == NULL)
        return -1;
    if (room > sizeof small / sizeof *small && (held = malloc(room * sizeof *held)) == NULL)
        return -1;
    int result = assess_into(r, f, disguised, held, told);
    if (held != small)
        free(held);
    return result;
}

/* The same of a text that was normalised elsewhere; the reasons are stretches of this text. */
int assess_plain(const reading *r, uint32_t *text, size_t size, int disguised, assessment *told) {
    folds f = {.text = text, .size = size};
    return assess(r, &f, disguised, told);
}

/* How many bytes `told` needs. */
size_t assess_room(const reading *r) { return sizeof(assessment) + (MOST + r->rules.tags) * sizeof(reason); }
