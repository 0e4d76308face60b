/* BLAKE2b of eight bytes (RFC 7693), as service/duplicates.py takes it of a text. */

#include "sheet.h"

#include <string.h>

#ifndef SOURCES
#define SOURCES ""
#endif

const char *const native_sources = SOURCES; /* the fingerprint of all that this library was built from */

#define BLOCK 128

static const uint64_t START[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static const uint8_t ORDER[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

static uint64_t turned(uint64_t word, int by) {
    return word >> by | word << (64 - by);
}

static uint64_t word_at(const uint8_t *bytes) {
    uint64_t word = 0;
    for (int at = 7; at >= 0; at--)
        word = word << 8 | bytes[at];
    return word;
}

#define MIX(a, b, c, d, x, y)                                                                                          \
    do {                                                                                                               \
        a += b + x;                                                                                                    \
        d = turned(d ^ a, 32);                                                                                         \
        c += d;                                                                                                        \
        b = turned(b ^ c, 24);                                                                                         \
        a += b + y;                                                                                                    \
        d = turned(d ^ a, 16);                                                                                         \
        c += d;                                                                                                        \
        b = turned(b ^ c, 63);                                                                                         \
    } while (0)

/* Written out for each round, so that it is known to the compiler which word goes where. */
#define ROUND(r)                                                                                                       \
    do {                                                                                                               \
        MIX(v[0], v[4], v[8], v[12], m[ORDER[r][0]], m[ORDER[r][1]]);                                                  \
        MIX(v[1], v[5], v[9], v[13], m[ORDER[r][2]], m[ORDER[r][3]]);                                                  \
        MIX(v[2], v[6], v[10], v[14], m[ORDER[r][4]], m[ORDER[r][5]]);                                                 \
        MIX(v[3], v[7], v[11], v[15], m[ORDER[r][6]], m[ORDER[r][7]]);                                                 \
        MIX(v[0], v[5], v[10], v[15], m[ORDER[r][8]], m[ORDER[r][9]]);                                                 \
        MIX(v[1], v[6], v[11], v[12], m[ORDER[r][10]], m[ORDER[r][11]]);                                               \
        MIX(v[2], v[7], v[8], v[13], m[ORDER[r][12]], m[ORDER[r][13]]);                                                \
        MIX(v[3], v[4], v[9], v[14], m[ORDER[r][14]], m[ORDER[r][15]]);                                                \
    } while (0)

static void take(uint64_t state[8], const uint8_t *block, uint64_t taken, int last) {
    uint64_t v[16], m[16];
    memcpy(v, state, 8 * sizeof *v);
    memcpy(v + 8, START, sizeof START);
    v[12] ^= taken;
    v[14] ^= last ? UINT64_MAX : 0;
    for (int at = 0; at < 16; at++)
        m[at] = word_at(block + 8 * at);
    ROUND(0);
    ROUND(1);
    ROUND(2);
    ROUND(3);
    ROUND(4);
    ROUND(5);
    ROUND(6);
    ROUND(7);
    ROUND(8);
    ROUND(9);
    ROUND(0);
    ROUND(1);
    for (int at = 0; at < 8; at++)
        state[at] ^= v[at] ^ v[at + 8];
}

uint64_t digest(const uint8_t *bytes, size_t size) {
    uint64_t state[8], taken = 0;
    uint8_t rest[BLOCK] = {0};
    memcpy(state, START, sizeof START);
    state[0] ^= 0x01010000 ^ sizeof(uint64_t);
    for (; size - taken > BLOCK; bytes += BLOCK)
        take(state, bytes, taken += BLOCK, 0);
    if (size > taken)
        memcpy(rest, bytes, size - taken);
    take(state, rest, size, 1);
    return state[0];
}
