/* Which characters stand beside each other, and how they are spelt, as given to a search; see model/neighbours.py and
   model/thirds.py. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

#define STEP 8         /* of costs; as in neighbours.py */
#define NUMBER_BITS 13 /* of a character's number */
#define MOST_NUMBERS (1u << NUMBER_BITS)
#define COST_BITS 6 /* of the grade of a pair, which stands below the pair */
#define MOST_GRADE ((1u << COST_BITS) - 1)
#define FREE UINT32_MAX
#define FIRST_GRADE 'A'

static int take_lists(lists_of *l, const uint32_t *from, size_t count, const uint16_t *members) {
    l->from = copied(from, (count + 1) * sizeof *from);
    l->members = copied(members, from[count] * sizeof *members);
    return l->from == NULL || l->members == NULL ? -1 : 0;
}

static void free_lists(lists_of *l) {
    free(l->from);
    free(l->members);
}

void neighbours_free(neighbours *n) {
    if (n == NULL)
        return;
    free(n->points);
    free(n->seldom);
    free(n->crowd);
    free(n->pairs);
    free(n->thirds);
    free(n->listed_thirds);
    free(n->thirds_grades);
    free_lists(&n->sounding);
    free_lists(&n->sounds);
    free_lists(&n->initials);
    free_lists(&n->digits);
    free(n);
}

static uint32_t pair_of(unsigned first, unsigned second) { return first << NUMBER_BITS | second; }

/* Files the pairs under both characters, at most two of three places being taken. */
static int file_pairs(neighbours *n, const uint32_t *from, const uint16_t *followers, const uint8_t *grades) {
    for (n->room = 64; n->room * 2 < (size_t)from[n->count] * 3;)
        n->room *= 2;
    if ((n->pairs = malloc(n->room * sizeof *n->pairs)) == NULL)
        return -1;
    memset(n->pairs, 0xFF, n->room * sizeof *n->pairs);
    for (unsigned first = 0; first < n->count; first++)
        for (uint32_t each = from[first]; each < from[first + 1]; each++) {
            uint32_t pair = pair_of(first, followers[each]);
            size_t at = scattered(pair, n->room);
            if (followers[each] >= n->count || grades[each] > MOST_GRADE)
                return -1;
            while (n->pairs[at] != FREE)
                at = (at + 1) & (n->room - 1);
            n->pairs[at] = pair << COST_BITS | grades[each];
        }
    return 0;
}

unsigned numbered(const neighbours *n, uint32_t point) {
    return is_han(point) ? n->numbers[point - FIRST_HAN] : 0;
}

/* Where a pair is listed, or where it would be. */
static size_t pair_place(const neighbours *n, unsigned first, unsigned second) {
    uint32_t pair = pair_of(first, second);
    size_t at = scattered(pair, n->room);
    while (n->pairs[at] != FREE && n->pairs[at] >> COST_BITS != pair)
        at = (at + 1) & (n->room - 1);
    return at;
}

int is_pair(const neighbours *n, unsigned first, unsigned second) {
    return n->pairs[pair_place(n, first, second)] != FREE;
}

static int32_t pair_cost(const neighbours *n, unsigned first, unsigned second) {
    uint32_t found = n->pairs[pair_place(n, first, second)];
    return found == FREE ? n->seldom[second] + n->crowd[first] : (int32_t)(found & MOST_GRADE) * STEP;
}

uint32_t thirds_of(const neighbours *n, unsigned first, unsigned second) {
    size_t at = pair_place(n, first, second);
    return n->pairs[at] == FREE ? 0 : n->thirds[at];
}

int32_t third_cost(const neighbours *n, uint32_t list, unsigned last, unsigned next) {
    if (list == 0)
        return pair_cost(n, last, next);
    const uint16_t *listed = n->listed_thirds + list + 2;
    size_t from = 0, to = listed[-1];
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (listed[middle] < next)
            from = middle + 1;
        else
            to = middle;
    }
    if (from < listed[-1] && listed[from] == next)
        return n->thirds_grades[list + 2 + from] * STEP;
    return pair_cost(n, last, next) + listed[-2] * STEP;
}

/* The characters by number, 0 being all others; what a pair costs that is not listed, by its second and by its first;
   the pairs that are, and their grades. */
int search_take_neighbours(search *s, const uint32_t *points, size_t count, const uint16_t *seldom,
                           const uint16_t *crowd, const uint32_t *from, const uint16_t *followers,
                           const uint8_t *grades) {
    neighbours *n = calloc(1, sizeof *n);
    if (n == NULL || count >= MOST_NUMBERS || s->neighbours != NULL) {
        free(n);
        return -1;
    }
    s->neighbours = n;
    n->count = count;
    n->points = copied(points, count * sizeof *points);
    n->seldom = copied(seldom, count * sizeof *seldom);
    n->crowd = copied(crowd, count * sizeof *crowd);
    if (n->points == NULL || n->seldom == NULL || n->crowd == NULL)
        return -1;
    for (size_t at = 1; at < count; at++) {
        if (!is_han(points[at]))
            return -1;
        n->numbers[points[at] - FIRST_HAN] = (uint16_t)at;
    }
    return file_pairs(n, from, followers, grades);
}

/* A third and its grade, for sorting. */
static int compared_thirds(const void *first, const void *second) {
    return *(const uint32_t *)first < *(const uint32_t *)second ? -1 : 1;
}

/* Files the thirds of a line: two characters, what it costs more that another follows, and thirds by grade. Gives how
   much of the room from `to` on that takes, or -1. */
static ptrdiff_t file_thirds(neighbours *n, const uint32_t *line, size_t size, uint32_t to, uint32_t *found) {
    if (size < 4 || line[2] != ' ')
        return -1;
    size_t place = pair_place(n, numbered(n, line[0]), numbered(n, line[1])), count = 0;
    uint32_t grade = 0;
    if (n->pairs[place] == FREE)
        return -1;
    for (size_t at = 4; at < size; at++) {
        if (line[at] == ' ' && at + 1 < size)
            grade = line[++at] - FIRST_GRADE;
        else
            found[count++] = numbered(n, line[at]) << COST_BITS | grade;
    }
    qsort(found, count, sizeof *found, compared_thirds);
    n->thirds[place] = to;
    n->listed_thirds[to] = (uint16_t)(line[3] - FIRST_GRADE);
    n->listed_thirds[to + 1] = (uint16_t)count;
    for (size_t at = 0; at < count; at++) {
        n->listed_thirds[to + 2 + at] = (uint16_t)(found[at] >> COST_BITS);
        n->thirds_grades[to + 2 + at] = (uint8_t)(found[at] & MOST_GRADE);
    }
    return (ptrdiff_t)count + 2;
}

/* Takes lines of thirds, and by how much prices are off in draws. */
int search_take_thirds(search *s, const uint32_t *lines, size_t size, const int16_t *luck) {
    neighbours *n = s->neighbours;
    uint32_t to = 1, *found = malloc(MOST_NUMBERS * sizeof *found); /* 0 is no list */
    n->thirds = calloc(n->room, sizeof *n->thirds);
    n->listed_thirds = malloc((size + 1) * sizeof *n->listed_thirds); /* no line takes more than it has characters */
    n->thirds_grades = malloc((size + 1) * sizeof *n->thirds_grades);
    ptrdiff_t took = found == NULL || n->thirds == NULL || n->listed_thirds == NULL || n->thirds_grades == NULL ? -1 : 0;
    memcpy(n->luck, luck, sizeof n->luck);
    for (size_t at = 0, end; at < size && took >= 0; at = end + 1, to += (uint32_t)took) {
        end = line_end(lines, at, size);
        took = end - at > MOST_NUMBERS ? -1 : file_thirds(n, lines + at, end - at, to, found);
    }
    free(found);
    return took < 0 ? -1 : 0;
}

/* The sounds, a line each; for each of them what sounds so, for each character its sounds, and what letters and digits
   may stand for: characters and sounds. And what each way to read costs. */
int search_take_spellings(search *s, const uint32_t *lines, size_t size, const uint32_t *const from[4],
                          const uint16_t *const members[4], const int32_t *costs) {
    neighbours *n = s->neighbours;
    size_t sounds = 0;
    for (size_t at = 0, end; at < size; at = end + 1, sounds++) {
        end = line_end(lines, at, size);
        uint32_t to = tree_grown(&s->listed, SOUNDS, lines + at, end - at);
        if (to < FIRST_NODE)
            return -1;
        s->listed.nodes[to].cue = (int16_t)sounds;
    }
    memcpy(n->prices, costs, sizeof n->prices);
    lists_of *const lists[] = {&n->sounding, &n->sounds, &n->initials, &n->digits};
    const size_t counts[] = {sounds, n->count, 26, 10};
    for (size_t at = 0; at < sizeof lists / sizeof *lists; at++)
        if (take_lists(lists[at], from[at], counts[at], members[at]) != 0)
            return -1;
    return 0;
}
