/* Messages by columns, as service/packed.py lays them out. */

#ifndef SHEET_H
#define SHEET_H

#include <stddef.h>
#include <stdint.h>

#define NONE UINT32_MAX           /* the size of what is missing */
#define UNKNOWN UINT32_MAX        /* nothing is known of this text yet */
#define UNJUDGED (UINT32_MAX - 1) /* there is nothing to judge */

enum { OUT = 1, NAMELESS = 2 }; /* what is said of a row: sent by the owner; its party's mark is still to be added */

typedef struct {
    uint32_t at, size;
} span;

typedef struct {
    const uint8_t *xml;
    uint8_t *values; /* twice as many bytes as the XML has, and 64; spans lie in it */
    size_t size, rows;
    int64_t *times, *sents; /* milliseconds; 0 where no send time is kept */
    uint64_t *texts, *senders, *marks; /* digests; 0 for no sender and for the owner */
    span *spans; /* text, sender and name of each row */
    uint32_t *said;
    uint8_t *kinds;
} sheet;

typedef struct {
    const uint64_t *digests;
    const uint32_t *numbers;
    size_t slots;
} known;

typedef struct {
    const uint8_t *source, *said, *unjudged;
    const uint32_t *ends; /* where each part of `said` ends; before the first stands 0 */
    const int16_t *offsets;
    uint8_t *lines;
    size_t source_size, unjudged_size;
    uint64_t first;
} table;

uint64_t digest(const uint8_t *bytes, size_t size);

#endif
