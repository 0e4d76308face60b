/* A first look at a text: its pairs of characters, as model/sieve.py weighs them, and whether it speaks of a debt. */

#include "normal.h"
#include "reading.h"

#include <math.h>
#include <stdlib.h>

#define TORN 0.6 /* as in torn.py */

static size_t pair_place(const uint64_t *pairs, size_t room, uint32_t key) {
    size_t at = scattered(key, room);
    while ((uint32_t)pairs[at] != 0 && pairs[at] >> 32 != key)
        at = (at + 1) & (room - 1);
    return at;
}

/* The pairs of characters of the sieve, one after the other, and the weight of each in units of 1/step. */
int reading_take_pairs(reading *r, const uint32_t *points, const int32_t *weights, size_t count, double intercept,
                       double step) {
    size_t room = 2;
    while (room < count * 2)
        room *= 2;
    r->pairs = calloc(room, sizeof *r->pairs);
    if (r->pairs == NULL)
        return -1;
    r->pairs_room = room;
    r->intercept = intercept;
    r->step = step;
    for (size_t at = 0; at < count; at++) {
        if (points[2 * at] > 0xFFFF || points[2 * at + 1] > 0xFFFF)
            return -1;
        uint32_t key = points[2 * at] << 16 | points[2 * at + 1];
        if (weights[at] != 0)
            r->pairs[pair_place(r->pairs, room, key)] = (uint64_t)key << 32 | (uint32_t)weights[at];
    }
    return 0;
}

/* What lies beyond U+FFFF is in no pair. */
double reading_odds(const reading *r, const uint32_t *text, size_t size) {
    int64_t total = 0;
    uint32_t before = EDGE;
    if (r->pairs == NULL)
        return 0;
    for (size_t at = 0; at <= size; at++) {
        uint32_t point = at < size ? text[at] : EDGE;
        if (before <= 0xFFFF && point <= 0xFFFF) {
            uint64_t pair = r->pairs[pair_place(r->pairs, r->pairs_room, before << 16 | point)];
            total += (int32_t)(uint32_t)pair;
        }
        before = point;
    }
    return (double)total / (r->step * sqrt((double)size + 2)) + r->intercept;
}

size_t reading_evidence(const reading *r, const uint32_t *text, size_t size, int disguised) {
    uint8_t met[SIGNS] = {0};
    size_t debts = 0, telling = 0;
    for (size_t from = 0; from < size; from++) {
        uint32_t node = ROOT;
        int told = -1;
        for (size_t at = from; at < size && node != 0; at++) {
            const step *found = tree_step(&r->evidence, node, text[at]);
            int cue = cue_of(found);
            node = node_of(found);
            if (node == 0 || cue < 0)
                continue;
            if (r->kinds[cue] & TELLS)
                told = cue;
            else if (!met[cue]) {
                met[cue] = 1;
                debts++;
            }
        }
        if (told >= 0 && !met[told]) {
            met[told] = 1;
            telling++;
        }
    }
    size_t all = 3 * (debts < 2 ? debts : 2) + 2 * (telling < 3 ? telling : 3) + (disguised ? 1 : 0);
    return all < MOST_EVIDENCE ? all : MOST_EVIDENCE;
}

int reading_owes(const reading *r, const uint32_t *text, size_t size) {
    for (size_t from = 0; from < size; from++) {
        uint32_t node = ROOT;
        for (size_t at = from; at < size && node != 0; at++) {
            const step *found = tree_step(&r->evidence, node, text[at]);
            if (is_listed(found))
                return 1;
            node = node_of(found);
        }
    }
    return 0;
}

static size_t han_in(const uint32_t *text, size_t from, size_t to) {
    size_t count = 0;
    for (; from < to; from++)
        count += is_han(text[from]);
    return count;
}

/* Ends as soon as too few characters are left to stand alone. */
int reading_is_torn(const reading *r, const uint32_t *text, size_t size) {
    size_t left = han_in(text, 0, size), single = 0, together = 0;
    for (size_t from = 0, end; from < size && left > 0; from = end) {
        end = word_end(&r->words, text, size, from);
        left -= han_in(text, from, end);
        if (is_han(text[from])) {
            single += end - from == 1;
            together += end - from == 1 ? 0 : end - from;
        }
        if ((double)(single + left) < TORN * (double)(single + left + together))
            return 0;
    }
    return single > 0;
}
