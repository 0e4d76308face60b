/* A set of 64-bit numbers that are spread evenly, as digests are: some ten bytes for each once there are a million. */

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define SHELVES 256 /* of which one grows at a time, so that there is never all of it twice */
#define FEWEST 64

typedef struct {
    uint64_t *numbers; /* 0 where none stands */
    size_t room, count;
} shelf;

typedef struct {
    shelf shelves[SHELVES];
} marks;

marks *marks_new(void) {
    return calloc(1, sizeof(marks));
}

void marks_free(marks *m) {
    for (size_t at = 0; m && at < SHELVES; at++)
        free(m->shelves[at].numbers);
    free(m);
}

/* Where a number stands, or else the free place where it would. */
static uint64_t *place(const shelf *s, uint64_t number) {
    size_t at = (size_t)((number >> 24 & UINT32_MAX) * s->room >> 32);
    while (s->numbers[at] && s->numbers[at] != number)
        at = at + 1 == s->room ? 0 : at + 1;
    return s->numbers + at;
}

static int grow(shelf *s) {
    shelf larger = {NULL, s->room ? s->room + s->room / 4 : FEWEST, s->count};
    if (!(larger.numbers = calloc(larger.room, sizeof *larger.numbers)))
        return 0;
    for (size_t at = 0; at < s->room; at++)
        if (s->numbers[at])
            *place(&larger, s->numbers[at]) = s->numbers[at];
    free(s->numbers);
    *s = larger;
    return 1;
}

/* Adds numbers, and gives how many of them were there before; -1 where memory ends. */
ptrdiff_t marks_add(marks *m, const uint64_t *given, size_t count) {
    ptrdiff_t repeats = 0;
    for (size_t at = 0; at < count; at++) {
        uint64_t number = given[at] ? given[at] : 1, *found;
        shelf *s = m->shelves + (number >> 56);
        if ((s->count + 1) * 8 > s->room * 7 && !grow(s))
            return -1;
        found = place(s, number);
        repeats += *found != 0;
        s->count += *found == 0;
        *found = number;
    }
    return repeats;
}
