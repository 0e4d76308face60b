/* How much of a text is written as samples are, as model/trigrams.py says. */

#include "reading.h"

#define POINT 21
#define BYTES (1 << (TRIGRAM_WORD - 3))
#define WORDS ((UINT64_C(1) << (TRIGRAM_BITS - TRIGRAM_WORD)) - 1)

/* The lowest byte first. */
static uint64_t word(const uint8_t *held) {
    uint64_t all = 0;
    for (size_t at = 0; at < BYTES; at++)
        all |= (uint64_t)held[at] << 8 * at;
    return all;
}

/* Without a branch, as which bits are set cannot be foreseen, and many can be waited for at once. */
static size_t is_known(const uint8_t *held, uint64_t trigram) {
    uint64_t mixed = trigram * UINT64_C(0x9E3779B97F4A7C15), bits = 0;
    mixed = (mixed ^ mixed >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    mixed ^= mixed >> 32;
    for (size_t each = 0; each < TRIGRAM_EACH; each++)
        bits |= UINT64_C(1) << (mixed >> (TRIGRAM_BITS + TRIGRAM_WORD * each) & ((1 << TRIGRAM_WORD) - 1));
    return (word(held + (mixed & WORDS) * BYTES) & bits) == bits;
}

/* All three characters stand in one number; what is shifted out above them is the one before. */
double reading_known(const reading *r, const uint32_t *text, size_t size) {
    uint64_t trigram = (uint64_t)EDGE << POINT;
    size_t known = 0;
    if (size == 0 || r->trigrams == NULL)
        return 1;
    trigram |= text[0];
    for (size_t at = 1; at <= size; at++) {
        trigram = (trigram << POINT | (at < size ? text[at] : EDGE)) & ((UINT64_C(1) << 3 * POINT) - 1);
        known += is_known(r->trigrams, trigram);
    }
    return (double)known / (double)size;
}
