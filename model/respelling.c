/* Reads a doubted text anew, as if anything in it might be spelt another way; see model/respelling.py. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

#define MOST_OF_SOUND 6 /* letters of a sound */
#define MOST_SIGNS 4    /* of an emoji, and of a character apart */
#define NOTHING 0       /* the number of whatever is not a character that is known */
#define STRANGERS 3     /* as in torn.py */

/* A way to read a text up to some place, the cheapest of those that end in the same two characters. */
typedef struct {
    int32_t cost;
    uint32_t thirds; /* the list of what may stand behind; 0 if there is none */
    uint32_t before; /* the state that it goes on from */
    uint32_t start;  /* where what was read last begins */
    uint16_t second, last, families, count;
    const uint32_t *plain; /* what was read last, if that is not what stands there */
} state;

typedef struct {
    const neighbours *of;
    const search *search;
    const uint32_t *text;
    size_t size;
    uint32_t draw;
    state *states;
    size_t count, room;
    size_t letters, open; /* how many were read as initials, and as others of their sound */
    uint32_t *first;      /* of the states at each place */
} lattice;

static int is_cheaper(const state *a, const state *b) {
    if (a->cost != b->cost)
        return a->cost < b->cost;
    return a->second != b->second ? a->second < b->second : a->last < b->last;
}

static int compared_ways(const void *first, const void *second) {
    return is_cheaper(first, second) ? -1 : is_cheaper(second, first);
}

/* Notes a way to read up to a place, unless a cheaper one ends in the same two characters, or there are enough. */
static int put(lattice *l, size_t end, const state *made) {
    size_t from = l->first[end], dearest = from;
    for (size_t at = from; at < l->count; at++) {
        if (l->states[at].last == made->last && l->states[at].second == made->second) {
            if (made->cost < l->states[at].cost)
                l->states[at] = *made;
            return 0;
        }
        if (is_cheaper(l->states + dearest, l->states + at))
            dearest = at;
    }
    if (l->count - from == (size_t)l->of->prices[MOST_WAYS]) {
        if (is_cheaper(made, l->states + dearest))
            l->states[dearest] = *made;
        return 0;
    }
    state *states = with_room(l->states, l->count, &l->room, sizeof *states, 1024);
    if (states == NULL)
        return -1;
    l->states = states;
    l->states[l->count++] = *made;
    return 0;
}

/* By how much the price of a way to read text[start, end) is off in a draw. */
static int32_t luck_of(const lattice *l, size_t start, size_t end, unsigned first, unsigned last) {
    if (l->draw == 0)
        return 0;
    uint32_t mixed = l->draw * UINT32_C(0x9E3779B1) + (uint32_t)start * UINT32_C(0x85EBCA6B) +
                     (uint32_t)end * UINT32_C(0xC2B2AE35) + first * UINT32_C(0x27D4EB2F) + last * UINT32_C(0x165667B1);
    mixed = (mixed ^ mixed >> 15) * UINT32_C(0x2C1B3C6D);
    mixed = (mixed ^ mixed >> 12) * UINT32_C(0x297A2D39);
    return l->of->luck[(mixed ^ mixed >> 15) % LUCK];
}

/* What no way up to a place that is kept costs more than. */
static int32_t limit_at(const lattice *l, size_t end) {
    const state *from = l->states + l->first[end], *to = l->states + l->count;
    int32_t least = INT32_MAX - l->of->prices[FARTHEST_WAY], most = 0;
    for (const state *each = from; each < to; each++) {
        if (each->cost < least)
            least = each->cost;
        if (each->cost > most)
            most = each->cost;
    }
    int32_t limit = least + l->of->prices[FARTHEST_WAY];
    return to - from == l->of->prices[MOST_WAYS] && most < limit ? most : limit;
}

/* Reads text[start, end) as so many characters, which cost so much by themselves, after each way to come there. */
static int go_on(lattice *l, size_t start, size_t end, const uint16_t *numbers, size_t count, state made) {
    const neighbours *n = l->of;
    int32_t alone = made.cost + luck_of(l, start, end, numbers[0], numbers[count - 1]);
    made.start = (uint32_t)start;
    made.last = numbers[count - 1];
    int32_t limit = limit_at(l, end);
    for (uint32_t at = l->first[start]; at < l->first[start + 1]; at++) {
        const state *before = l->states + at;
        unsigned second = before->last;
        int32_t cost = before->cost + alone;
        if (cost > limit)
            break; /* the cheapest stand first, and no character costs less than nothing */
        cost += third_cost(n, before->thirds, second, numbers[0]);
        for (size_t each = 1; each < count; second = numbers[each++ - 1])
            cost += third_cost(n, thirds_of(n, second, numbers[each - 1]), numbers[each - 1], numbers[each]);
        made.cost = cost;
        made.before = at;
        made.second = (uint16_t)second;
        if (cost <= limit && put(l, end, &made) != 0)
            return -1;
    }
    return 0;
}

static int as_it_stands(lattice *l, size_t end, unsigned number, int32_t cost) {
    return go_on(l, end - 1, end, &(uint16_t){(uint16_t)number}, 1, (state){.cost = cost});
}

static int as_character(lattice *l, size_t start, size_t end, unsigned number, int32_t cost, unsigned family) {
    return go_on(l, start, end, &(uint16_t){(uint16_t)number}, 1,
                 (state){.cost = cost,
                         .families = (uint16_t)(1u << family),
                         .count = 1,
                         .plain = l->of->points + number});
}

/* As any of a list, of which so many are tried. */
static int as_any(lattice *l, size_t start, size_t end, const lists_of *lists, size_t list, size_t most, int32_t cost,
                  unsigned family) {
    uint32_t from = lists->from[list], to = lists->from[list + 1];
    for (uint32_t at = from; at < to && at - from < most; at++)
        if (as_character(l, start, end, lists->members[at], cost, family) != 0)
            return -1;
    return 0;
}

static int as_word(lattice *l, const edit *e, int32_t cost) {
    uint16_t numbers[LONGEST_WORD];
    if (e->count > LONGEST_WORD)
        return 0;
    for (size_t at = 0; at < e->count; at++)
        numbers[at] = (uint16_t)numbered(l->of, e->plain[at]);
    return go_on(l, e->start, e->end, numbers, e->count,
                 (state){.cost = cost, .families = e->families, .count = e->count, .plain = e->plain});
}

static int is_stranger(const neighbours *n, uint32_t first, uint32_t second) {
    return is_han(first) && is_han(second) && !is_pair(n, numbered(n, first), numbered(n, second));
}

int search_has_strangers(const search *s, const uint32_t *text, size_t size) {
    for (size_t at = 0; at < size; at++)
        if (is_small(text[at]))
            return 1;
    for (size_t at = 1, found = 0; at < size; at++)
        if (is_stranger(s->neighbours, text[at - 1], text[at]) && ++found == STRANGERS)
            return 1;
    return 0;
}

/* Whether a character stands well between its neighbours. */
static int fits(const lattice *l, size_t at) {
    const uint32_t *here = l->text + at;
    if (at > 0 && is_stranger(l->of, here[-1], *here))
        return 0;
    return at + 1 == l->size || !is_stranger(l->of, *here, here[1]);
}

static int read_han(lattice *l, size_t end) {
    const neighbours *n = l->of;
    unsigned number = numbered(n, l->text[end - 1]);
    int opens = number == NOTHING && tree_step(&l->search->listed, JOINED, l->text[end - 1])->path != 0;
    if (as_it_stands(l, end, number, opens ? n->prices[AS_SIGN] : 0) != 0)
        return -1;
    if (number == NOTHING || fits(l, end - 1) || l->open++ >= (size_t)n->prices[MOST_OPEN])
        return 0;
    for (uint32_t at = n->sounds.from[number]; at < n->sounds.from[number + 1]; at++)
        if (as_any(l, end - 1, end, &n->sounding, n->sounds.members[at], (size_t)n->prices[MOST_SOUNDING],
                   n->prices[AS_SOUND], HOMOPHONE) != 0)
            return -1;
    return 0;
}

/* Reads letters, and digits for some of them, as what sounds so; `letter` and `digit` tell whether one was seen. */
static int read_sound(lattice *l, size_t start, size_t at, size_t end, uint32_t from, int letter, int digit) {
    char single[2] = {0, 0};
    const char *each = single;
    if (is_small(l->text[at]))
        single[0] = (char)l->text[at];
    else
        each = letters_of(l->text[at]);
    letter |= is_small(l->text[at]);
    digit |= is_digit(l->text[at]);
    for (; *each != 0; each++) {
        const step *found = tree_step(&l->search->listed, from, (uint32_t)*each);
        int sound = found->path == 0 ? NONE : cue_of(found), result = 0;
        if (at + 1 < end)
            result = leads_on(found) ? read_sound(l, start, at + 1, end, node_of(found), letter, digit) : 0;
        else if (letter && sound >= 0)
            result = as_any(l, start, end, &l->of->sounding, (size_t)sound, SIZE_MAX, l->of->prices[AS_PINYIN],
                            digit ? LEET : PINYIN);
        if (result != 0)
            return -1;
    }
    return 0;
}

static int is_spelling(const lattice *l, size_t at) { return is_small(l->text[at]) || is_digit(l->text[at]); }

static int read_sounds(lattice *l, size_t end) {
    for (size_t length = 2; length <= MOST_OF_SOUND && length <= end && is_spelling(l, end - length); length++)
        if (read_sound(l, end - length, end - length, end, SOUNDS, 0, 0) != 0)
            return -1;
    return 0;
}

/* Reads what is listed with all that it may be read as. */
static int read_listed(lattice *l, size_t start, size_t end, uint32_t root, int32_t cost, unsigned family) {
    const step *found = looked_up(&l->search->listed, root, l->text + start, end - start);
    if (found->path == 0 || word_of(found) < 0)
        return 0;
    const uint32_t *list = l->search->lists + word_of(found);
    for (uint32_t at = 1; at <= list[0]; at += list[at] + 1) {
        edit as = {(uint32_t)start, (uint32_t)end, (uint16_t)(1u << family), (uint16_t)list[at], list + at + 1};
        if (as_word(l, &as, cost) != 0)
            return -1;
    }
    return 0;
}

static int is_pictured(const lattice *l, size_t at) {
    return l->text[at] >= 0x80 && tree_step(&l->search->listed, PICTURED, l->text[at])->path != 0;
}

/* Reads signs that stand for a character or a word together. */
static int read_signs(lattice *l, size_t end) {
    const int32_t *prices = l->of->prices;
    uint32_t last = l->text[end - 1];
    if (last < 0x80)
        return 0;
    for (size_t length = 1; length <= MOST_SIGNS && length <= end; length++) {
        uint32_t first = l->text[end - length];
        if (first >= 0x2E80 && first <= 0x9FFF && length > 1 &&
            read_listed(l, end - length, end, JOINED, prices[AS_JOINED], SPLIT) != 0)
            return -1;
        if (!is_han(first) && read_listed(l, end - length, end, PICTURED, prices[AS_PICTURED], EMOJI) != 0)
            return -1;
    }
    return 0;
}

static int has_letter_beside(const lattice *l, size_t at) {
    return (at > 0 && is_small(l->text[at - 1])) || (at + 1 < l->size && is_small(l->text[at + 1]));
}

static int has_digit_beside(const lattice *l, size_t at) {
    return (at > 0 && is_digit(l->text[at - 1])) || (at + 1 < l->size && is_digit(l->text[at + 1]));
}

/* Where the letters and digits around a place begin and end; no more than are looked at, and one. */
static void around(const lattice *l, size_t at, size_t *from, size_t *to) {
    for (*from = at; *from > 0 && at - *from <= LONGEST_RUN && is_spelling(l, *from - 1); --*from) {
    }
    for (*to = at + 1; *to < l->size && *to - at <= LONGEST_RUN && is_spelling(l, *to); ++*to) {
    }
}

static int read_letter(lattice *l, size_t end) {
    const int32_t *prices = l->of->prices;
    size_t from, to;
    around(l, end - 1, &from, &to);
    if (as_it_stands(l, end, NOTHING, is_messenger(l->text + from, to - from) ? 0 : prices[AS_LETTER]) != 0)
        return -1;
    if (l->letters++ >= (size_t)prices[MOST_SPELT])
        return 0;
    if (to - from > (size_t)prices[MOST_LETTERS])
        return to - from <= LONGEST_RUN && is_spelt(l->search, l->text + from, to - from) ? read_sounds(l, end) : 0;
    if (as_any(l, end - 1, end, &l->of->initials, l->text[end - 1] - 'a', (size_t)prices[MOST_INITIAL],
               prices[AS_INITIAL], INITIALS) != 0)
        return -1;
    return read_sounds(l, end);
}

static int read_digit(lattice *l, size_t end) {
    const neighbours *n = l->of;
    size_t digit = l->text[end - 1] - '0', from, to;
    if (as_it_stands(l, end, NOTHING, has_letter_beside(l, end - 1) ? n->prices[AS_LETTER] : 0) != 0)
        return -1;
    if (!has_digit_beside(l, end - 1))
        for (uint32_t at = n->digits.from[digit]; at < n->digits.from[digit + 1]; at++)
            if (as_any(l, end - 1, end, &n->sounding, n->digits.members[at], SIZE_MAX, n->prices[AS_DIGIT], LEET) != 0)
                return -1;
    around(l, end - 1, &from, &to);
    return to - from <= LONGEST_RUN ? read_sounds(l, end) : 0;
}

/* Goes on as if nothing stood there. */
static int pass_over(lattice *l, size_t end) {
    for (uint32_t at = l->first[end - 1], to = l->first[end]; at < to; at++) {
        state same = l->states[at];
        same.before = at;
        same.start = (uint32_t)end - 1;
        same.plain = NULL;
        if (put(l, end, &same) != 0)
            return -1;
    }
    return 0;
}

static int read_one(lattice *l, size_t end) {
    uint32_t point = l->text[end - 1];
    if (is_han(point))
        return read_han(l, end) != 0 ? -1 : read_signs(l, end);
    if (is_small(point))
        return read_letter(l, end);
    if (is_digit(point))
        return read_digit(l, end);
    if (read_signs(l, end) != 0)
        return -1;
    if (point == ' ' && has_letter_beside(l, end - 1))
        return pass_over(l, end);
    return as_it_stands(l, end, NOTHING, is_pictured(l, end - 1) ? l->of->prices[AS_SIGN] : 0);
}

/* Puts the ways to read up to a place in order, without those that are too dear, and finds what may stand behind them. */
static void settle(lattice *l, size_t from) {
    const state *cheapest = l->states + from;
    qsort(l->states + from, l->count - from, sizeof *l->states, compared_ways);
    while (l->count > from + 1 && l->states[l->count - 1].cost > cheapest->cost + l->of->prices[FARTHEST_WAY])
        l->count--;
    for (state *each = l->states + from; each < l->states + l->count; each++)
        each->thirds = thirds_of(l->of, each->second, each->last);
}

/* Tells how the cheapest way to read the whole text spells it; gives how many edits that takes. */
static size_t told(const lattice *l, edit *edits) {
    size_t count = 0;
    const state *at = NULL;
    int32_t least = 0;
    for (uint32_t each = l->first[l->size]; each < l->count; each++) {
        const state *way = l->states + each;
        int32_t cost = way->cost + third_cost(l->of, way->thirds, way->last, NOTHING);
        if (at == NULL || cost < least) {
            at = l->states + each;
            least = cost;
        }
    }
    for (size_t end = l->size; end > 0; end = at->start, at = l->states + at->before)
        if (at->plain != NULL)
            edits[count++] = (edit){at->start, (uint32_t)end, at->families, at->count, at->plain};
    for (size_t each = 0; each < count / 2; each++) {
        edit other = edits[each];
        edits[each] = edits[count - 1 - each];
        edits[count - 1 - each] = other;
    }
    return count;
}

static int read_all(lattice *l, const respelt *words, size_t count) {
    const state nothing = {.thirds = thirds_of(l->of, NOTHING, NOTHING)};
    l->first[0] = 0;
    if (put(l, 0, &nothing) != 0)
        return -1;
    for (size_t end = 1; end <= l->size; end++) {
        l->first[end] = (uint32_t)l->count;
        if (read_one(l, end) != 0)
            return -1;
        for (; count > 0 && words->as.end == end; words++, count--)
            if (as_word(l, &words->as, words->cost) != 0)
                return -1;
        settle(l, l->first[end]);
    }
    return 0;
}

/* By where they end, and then in an order that tells apart all that differ. */
static int compared(const void *first, const void *second) {
    const respelt *a = first, *b = second;
    if (a->as.end != b->as.end)
        return a->as.end < b->as.end ? -1 : 1;
    if (a->as.start != b->as.start)
        return a->as.start < b->as.start ? -1 : 1;
    if (a->cost != b->cost)
        return a->cost < b->cost ? -1 : 1;
    if (a->as.families != b->as.families)
        return a->as.families < b->as.families ? -1 : 1;
    for (size_t at = 0; at < a->as.count && at < b->as.count; at++)
        if (a->as.plain[at] != b->as.plain[at])
            return a->as.plain[at] < b->as.plain[at] ? -1 : 1;
    return a->as.count < b->as.count ? -1 : a->as.count > b->as.count;
}

ptrdiff_t respell(const search *s, const uint32_t *text, size_t size, uint32_t draw, respelt *words, size_t count,
                  edit *edits) {
    lattice l = {.of = s->neighbours, .search = s, .text = text, .size = size, .draw = draw};
    ptrdiff_t edits_count = -1;
    if ((l.first = malloc((size + 2) * sizeof *l.first)) == NULL)
        return -1;
    qsort(words, count, sizeof *words, compared);
    if (read_all(&l, words, count) == 0)
        edits_count = (ptrdiff_t)told(&l, edits);
    free(l.states);
    free(l.first);
    return edits_count;
}
