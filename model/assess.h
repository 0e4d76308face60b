/* What a model makes of a text, in numbers; see model/scorer.py. */

#ifndef ASSESS_H
#define ASSESS_H

#include "normal.h"
#include "reading.h"

/* Of a reason: as `stretch`, but what it gained is its part of the log-odds. */
typedef struct {
    int64_t asked, start, end;
    double weight;
} reason;

/* What a model makes of a text. What it found, label and tags, is one number: the label's, and above it each tag's, from 1
   on, the clearest lowest; `count` are the reasons. */
typedef struct {
    double probabilities[LABELS];
    int64_t found, count;
    reason reasons[];
} assessment;

/* Assesses a normalised text, in which perhaps words had been disguised; the reasons are stretches of the original, or of
   the text itself where nothing is known of one. Gives -1 where memory has run out, or no rules were taken. */
int assess(const reading *r, const folds *f, int disguised, assessment *told);

#endif
