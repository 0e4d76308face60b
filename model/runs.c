/* The runs of words that gained most for a column, as model/gains.py finds them. */

#include "reading.h"

#include <math.h>
#include <stdlib.h>

#define LEAST 0.25 /* as in gains.py: a further run must gain this share of what the best one gained */

typedef struct {
    size_t first, last; /* the words [first, last) */
    double gain;
} run;

/* What words gained, and that above the average; where they end, and which are no letters. */
typedef struct {
    const uint32_t *ends;
    size_t words;
    int64_t *gained;
    double *above;
    uint8_t *signs;
} gains;

static int is_letter(const reading *r, uint32_t point) {
    return point < r->letters_known && r->letters[point >> 3] >> (point & 7) & 1;
}

static run best_run(const gains *g) {
    run best = {0, 0, 0.0};
    double total = 0.0;
    size_t start = 0;
    for (size_t at = 0; at < g->words; at++) {
        if (total <= 0) {
            total = 0.0;
            start = at;
        }
        total += g->above[at];
        if (total > best.gain)
            best = (run){start, at + 1, total};
    }
    return best;
}

/* What each word gained for a column, less what it did for another one unless that is negative. */
static void weigh(const reading *r, gains *g, const speaker *speakers, size_t count, size_t column, int32_t against) {
    int64_t total = 0;
    for (size_t word = 0; word < g->words; word++)
        g->gained[word] = 0;
    for (size_t at = 0; at < count; at++) {
        const int8_t *row = r->weights + (size_t)speakers[at].row * r->width;
        int32_t gain = row[column] - (against < 0 ? 0 : row[against]);
        g->gained[speakers[at].word] += gain;
        total += gain;
    }
    double average = (double)(total > 0 ? total : 0) / (double)g->ends[g->words];
    for (size_t word = 0; word < g->words; word++)
        g->above[word] = (double)g->gained[word] - average * (double)(g->ends[word + 1] - g->ends[word]);
}

/* A run without the signs at its ends, unless it is nothing else: where it stands, and what it gained. */
static stretch told_of(const gains *g, run found, size_t asked) {
    size_t first = found.first, last = found.last;
    while (last - first > 1 && g->signs[last - 1])
        last--;
    while (last - first > 1 && g->signs[first])
        first++;
    stretch told = {(int64_t)asked, g->ends[first], g->ends[last], 0};
    for (size_t word = first; word < last; word++)
        told.gained += g->gained[word];
    return told;
}

/* The strongest runs, at most as many as there is room for, in order. */
static size_t strongest(gains *g, run *runs, size_t most) {
    size_t count = 0;
    double first = 0.0;
    while (count < most) {
        run best = best_run(g);
        if (best.gain <= 0 || (count > 0 && best.gain < LEAST * first))
            break;
        if (count == 0)
            first = best.gain;
        size_t at = count++;
        for (; at > 0 && runs[at - 1].first > best.first; at--)
            runs[at] = runs[at - 1];
        runs[at] = best;
        for (size_t word = best.first; word < best.last; word++)
            g->above[word] = -HUGE_VAL;
    }
    return count;
}

ptrdiff_t reading_runs(const reading *r, const uint32_t *text, size_t size, int64_t *held, const int32_t *asked,
                       size_t questions, stretch *told) {
    size_t found = 0, count = (size_t)held[r->columns], words = (size_t)held[r->columns + 1];
    read_parts parts = parts_of(r, size, held);
    const uint32_t *ends = parts.ends;
    const speaker *speakers = parts.speakers;
    if (words == 0)
        return 0;
    gains g = {.ends = ends, .words = words};
    g.gained = malloc(words * (sizeof *g.gained + sizeof *g.above + sizeof(run) + 1));
    if (g.gained == NULL)
        return -1;
    g.above = (double *)(g.gained + words);
    run *runs = (run *)(g.above + words);
    g.signs = (uint8_t *)(runs + words);
    for (size_t word = 0; word < words; word++)
        g.signs[word] = !is_letter(r, text[ends[word]]);
    for (size_t at = 0; at < questions; at++) {
        weigh(r, &g, speakers, count, (size_t)asked[3 * at], asked[3 * at + 1]);
        size_t most = (size_t)asked[3 * at + 2];
        size_t answers = strongest(&g, runs, most < words ? most : words);
        for (size_t answer = 0; answer < answers; answer++)
            told[found++] = told_of(&g, runs[answer], at);
    }
    free(g.gained);
    return (ptrdiff_t)found;
}
