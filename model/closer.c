/* A closer look at what seems normal: read in doubt, and each of its sentences alone, as model/judging.py does. */

#include "looking.h"

#include <math.h>
#include <string.h>

#define LEAST 8 /* as in sentences.py, and the next ones, of which the first is LONGEST there */
#define LONGEST_READ 1000
#define TWO_SENTENCES (2 * LEAST)
#define MOSTLY 0.75
#define LONGEST_DRAWN 100 /* as in certainty.py */
#define MOST_PROBABLE 2.0 /* no probability is as high */

static int is_one_of(uint32_t point, const uint32_t *others, size_t count) {
    for (size_t at = 0; at < count; at++)
        if (others[at] == point)
            return 1;
    return 0;
}

/* As _SENTENCE in sentences.py. */
static int ends_sentence(uint32_t point) {
    static const uint32_t ENDS[] = {0x3002, 0xFF01, 0xFF1F, 0xFF1B, '!', '?', ';', 0x2026, '~', '\r', '\n'};
    return is_one_of(point, ENDS, sizeof ENDS / sizeof *ENDS);
}

/* As _QUOTED in sentences.py. */
static int quotes(const uint32_t *text, size_t size) {
    static const uint32_t SIGNS_OF_IT[] = {'"', 0x201C, 0x201D, 0x300C, 0x300D, 0x300E, 0x300F};
    for (size_t at = 0; at < size; at++)
        if (is_one_of(text[at], SIGNS_OF_IT, sizeof SIGNS_OF_IT / sizeof *SIGNS_OF_IT))
            return 1;
    return 0;
}

/* The first sentence of LEAST characters from `*end` on; 0 if there is none. */
static int next_sentence(const uint32_t *text, size_t size, size_t *start, size_t *end) {
    for (; *end < size; ++*end) {
        for (*start = *end; *end < size && !ends_sentence(text[*end]);)
            ++*end;
        if (*end - *start >= LEAST)
            return 1;
    }
    return 0;
}

static int is_only_and_most(const uint32_t *text, size_t read, size_t size, size_t start, size_t end) {
    return (double)(end - start) >= MOSTLY * (double)size && !next_sentence(text, read, &start, &end);
}

/* What stands in `other` is told instead, of a part that starts there. */
static void tell(const looker *l, size_t start) {
    memcpy(l->made, l->other, sizeof *l->made + (size_t)l->other->count * sizeof *l->made->reasons);
    for (int64_t at = 0; at < l->made->count; at++) {
        l->made->reasons[at].start += (int64_t)start;
        l->made->reasons[at].end += (int64_t)start;
    }
}

/* The surest of the sentences that are harmful by themselves, or `whole`. */
static int64_t surest_sentence(const looker *l, const uint32_t *text, size_t size, int64_t whole) {
    size_t read = size < LONGEST_READ ? size : LONGEST_READ, start = 0, end = 0;
    double normal = MOST_PROBABLE;
    for (int first = 1; next_sentence(text, read, &start, &end); first = 0) {
        if (first && is_only_and_most(text, read, size, start, end))
            return whole;
        if (quotes(text + start, end - start))
            continue;
        int64_t seen = look_at(l, text + start, end - start, ALONE, 0, l->other);
        if (seen <= 0)
            return seen;
        if ((seen & ANSWER) == READ && l->other->probabilities[NORMAL] < normal) {
            normal = l->other->probabilities[NORMAL];
            whole = (seen & ~(TORN_BIT | ANSWER)) | AGAIN;
            tell(l, start);
        }
    }
    return whole;
}

/* What a text comes to in doubt; where letters of a short one are read as initials, it must be so surely harmful in draws
   as well. */
static int64_t look_in_draws(const looker *l, const uint32_t *text, size_t size, int how, double sure) {
    double draws = l->reading->rules.draws, ordinary = 0;
    int64_t seen = look_at(l, text, size, how, 0, l->other), drawn = 0;
    if (seen <= 0 || (seen & ANSWER) != READ || !(seen >> DISGUISES & 1 << INITIALS) || size > LONGEST_DRAWN)
        return seen;
    for (uint32_t draw = 1; draw <= draws; draw++) {
        if ((drawn = look_at(l, text, size, AS_DRAWN, draw, l->other)) <= 0)
            return drawn;
        ordinary += (drawn & ANSWER) == READ ? l->other->probabilities[NORMAL] : 1;
    }
    ordinary /= draws;
    if (1 - ordinary < sure)
        return told(ORDINARY, seen >> DISGUISES & 0xFFFF, log((1 - ordinary) / ordinary));
    return look_at(l, text, size, how, 0, l->other);
}

static int64_t look_in_doubt(const looker *l, const uint32_t *text, size_t size, int how) {
    const rules *rules = &l->reading->rules;
    double sure = how == AS_TORN ? rules->sure_drawn_torn : rules->sure_drawn;
    int64_t seen = look_in_draws(l, text, size < SEARCHED ? size : SEARCHED, how, sure);
    if (seen <= 0 || (seen & ANSWER) != READ)
        return seen;
    tell(l, 0);
    return (seen & ~(int64_t)ANSWER) | AGAIN;
}

/* What a text comes to, as it stands, in doubt, or by one of its sentences; see `look_at`. */
int64_t look_through(const looker *l, const uint32_t *text, size_t size) {
    int64_t first = look_at(l, text, size, AS_IT_STANDS, 0, l->made), seen = first > 0 ? first & ~TORN_BIT : first;
    if (seen == SPACED)
        return seen;
    double harm = 1 - l->made->probabilities[NORMAL];
    int read = (seen & ANSWER) == READ, found = read && l->made->found != NORMAL;
    int sure = harm >= l->reading->rules.sure_beside_code, believed = found && (sure || !holds_code(text, size));
    if (seen > 0 && believed && seen >> DISGUISES & MISREADABLE && size <= SEARCHED) {
        int64_t anew = look_in_draws(l, text, size, ANEW, l->reading->rules.sure_drawn_anew);
        if (anew <= 0 || (anew & ANSWER) != READ)
            return anew;
    }
    if (seen <= 0 || found || holds_code(text, size))
        return seen;
    int doubted = read && harm >= l->reading->rules.doubted;
    if (doubted || first & TORN_BIT) {
        int64_t again = look_in_doubt(l, text, size, doubted ? IN_DOUBT : AS_TORN);
        if (again <= 0 || (again & ANSWER) == AGAIN)
            return again;
    }
    return size > TWO_SENTENCES ? surest_sentence(l, text, size, seen) : seen;
}
