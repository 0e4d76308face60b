/* The runs of words that gained most, as model/gains.py finds them. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define LEAST 0.25 /* a further run must gain this share of what the best one gained */

typedef struct {
    size_t start, end;
    double gain;
} run;

static run best_run(const double *gains, size_t words) {
    run best = {0, 0, 0.0};
    double total = 0.0;
    size_t start = 0;
    for (size_t at = 0; at < words; at++) {
        if (total <= 0) {
            total = 0.0;
            start = at;
        }
        total += gains[at];
        if (total > best.gain)
            best = (run){start, at + 1, total};
    }
    return best;
}

/* The runs of words that gained most above the average, in order: at most `most`, two numbers each into `runs`. What
   counts is what a column gained, less what `against` did unless that is negative. Gives the number of runs. */
ptrdiff_t reading_runs(const int64_t *gains, const uint32_t *ends, size_t words, size_t columns, size_t column,
                       ptrdiff_t against, size_t most, uint32_t *runs) {
    if (words == 0)
        return 0;
    double *above = malloc(words * sizeof *above);
    if (above == NULL)
        return -1;
    int64_t total = 0;
    for (size_t at = 0; at < words; at++) {
        int64_t gain = gains[at * columns + column] - (against < 0 ? 0 : gains[at * columns + (size_t)against]);
        total += gain;
        above[at] = (double)gain;
    }
    double average = (double)(total > 0 ? total : 0) / (double)ends[words];
    for (size_t at = 0; at < words; at++)
        above[at] -= average * (double)(ends[at + 1] - ends[at]);
    size_t count = 0;
    double first = 0.0;
    while (count < most) {
        run best = best_run(above, words);
        if (best.gain <= 0 || (count > 0 && best.gain < LEAST * first))
            break;
        if (count == 0)
            first = best.gain;
        size_t at = count++;
        for (; at > 0 && runs[2 * at - 2] > best.start; at--) {
            runs[2 * at] = runs[2 * at - 2];
            runs[2 * at + 1] = runs[2 * at - 1];
        }
        runs[2 * at] = (uint32_t)best.start;
        runs[2 * at + 1] = (uint32_t)best.end;
        for (size_t word = best.start; word < best.end; word++)
            above[word] = -HUGE_VAL;
    }
    free(above);
    return (ptrdiff_t)count;
}
