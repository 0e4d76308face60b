/* Fills a `search` with what may stand for characters: the rows of characters.txt, turned round as in characters.py. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

#define COMMON 2500 /* as in characters.py */
#define LIKELIEST 8 /* as in glyphs.py */
#define LONGEST_EMOJI 4
#define MOST_PATHS 256 /* of wanted characters, that an emoji may stand for */

/* A row: what comes first, and the rest. */
typedef struct {
    const uint32_t *first, *rest;
    size_t first_size, rest_size;
} row;

typedef int (*taking)(search *s, const row *r);

/* Where the next blank stands from a place on, or else the end. */
static size_t blank_after(const uint32_t *points, size_t from, size_t end) {
    while (from < end && points[from] != ' ')
        from++;
    return from;
}

static int each_row(search *s, const uint32_t *lines, size_t size, taking take) {
    for (size_t from = 0, end; from < size; from = end + 1) {
        end = line_end(lines, from, size);
        size_t blank = blank_after(lines, from, end);
        size_t rest = blank < end ? blank + 1 : end;
        if (blank == from || take(s, &(row){lines + from, lines + rest, blank - from, end - rest}) != 0)
            return -1;
    }
    return 0;
}

static unsigned number_of(const search *s, uint32_t point) { return is_han(point) ? s->numbers[point - FIRST_HAN] : 0; }

/* Adds a number to a list, which has room for eight and eight; where it is full it is moved, unless it is the last. */
static int append(search *s, int32_t *list, uint32_t number) {
    uint32_t count = *list < 0 ? 0 : s->lists[*list];
    if (count % 8 == 0) {
        int last = count != 0 && (size_t)*list + count + 1 == s->lists_size;
        size_t room = s->lists_size + (last ? 8 : count + 9);
        if (room > s->lists_room) {
            uint32_t *lists = room < MOST_ROWS ? realloc(s->lists, 2 * room * sizeof *lists) : NULL;
            if (lists == NULL)
                return -1;
            s->lists = lists;
            s->lists_room = 2 * room;
        }
        if (!last) {
            memcpy(s->lists + s->lists_size, s->lists + (count ? *list : 0), (count + 1) * sizeof *s->lists);
            *list = (int32_t)s->lists_size;
        }
        s->lists_size = room;
    }
    s->lists[*list] = count + 1;
    s->lists[*list + (int32_t)count + 1] = number;
    return 0;
}

static node *grown(search *s, uint32_t root, const uint32_t *points, size_t size) {
    uint32_t to = tree_grown(&s->listed, root, points, size);
    return to < FIRST_NODE ? NULL : s->listed.nodes + to;
}

/* Lists all of a set. */
static int list_all(search *s, int32_t *list, const uint64_t *set) {
    for (uint32_t at = 0; at < WANTED; at++)
        if (set[at / 64] >> (at & 63) & 1 && append(s, list, at + 1) != 0)
            return -1;
    return 0;
}

static int take_common(search *s, const row *r) {
    static const struct {
        size_t rank;
        uint8_t weight;
    } BOUNDS[] = {{40, 20}, {250, 50}, {1000, 70}, {COMMON, 100}}; /* as weight_of in paths.py */
    size_t bound = 0;
    memset(s->weights, 130, sizeof s->weights);
    for (size_t at = 0; at < r->first_size && at < COMMON; at++) {
        bound += at == BOUNDS[bound].rank;
        if (is_han(r->first[at]))
            s->weights[r->first[at] - FIRST_HAN] = BOUNDS[bound].weight;
    }
    return 0;
}

/* Notes that a character may be meant for a wanted one. */
static int may_mean(search *s, uint32_t point, unsigned number, unsigned family) {
    if (!is_han(point) || number_of(s, point) == number)
        return 0;
    uint64_t *pairs = with_room(s->pairs, s->pairs_count, &s->pairs_room, sizeof *pairs, 4096);
    if (pairs == NULL)
        return -1;
    s->pairs = pairs;
    s->pairs[s->pairs_count++] = (uint64_t)point << 32 | (uint64_t)number << 16 | family;
    return 0;
}

static int compared(const void *first, const void *second) {
    const uint64_t *a = first, *b = second;
    return *a < *b ? -1 : *a > *b;
}

/* Lists for each character what it may be meant for; what sounds alike is not called alike in shape. */
static int settle_meant(search *s) {
    qsort(s->pairs, s->pairs_count, sizeof *s->pairs, compared);
    for (size_t at = 0; at < s->pairs_count; at++) {
        uint64_t pair = s->pairs[at];
        uint32_t *to = s->meant + ((uint32_t)(pair >> 32) - FIRST_HAN);
        int32_t list = *to ? (int32_t)*to : -1;
        if (at > 0 && s->pairs[at - 1] >> 16 == pair >> 16)
            continue;
        if (append(s, &list, (uint32_t)(pair >> 16 & 0xFFFF) | (uint32_t)(pair & 0xFFFF) << 16) != 0)
            return -1;
        *to = (uint32_t)list;
    }
    free(s->pairs);
    s->pairs = NULL;
    return 0;
}

static int take_sound(search *s, const row *r) {
    uint64_t wanted[WIDE] = {0};
    node *sound = grown(s, SOUNDS, r->first, r->first_size);
    if (sound == NULL || !is_small(r->first[0]))
        return -1;
    sound->listed = 1;
    for (size_t at = 0; at < r->rest_size; at++) {
        unsigned number = number_of(s, r->rest[at]);
        if (number == 0)
            continue;
        wanted[(number - 1) / 64] |= UINT64_C(1) << ((number - 1) & 63);
        for (size_t each = 0; each < r->rest_size; each++)
            if (may_mean(s, r->rest[each], number, HOMOPHONE) != 0)
                return -1;
    }
    for (size_t at = 0; at < WIDE; at++)
        s->initials[r->first[0] - 'a'][at] |= wanted[at];
    return list_all(s, &sound->gram, wanted);
}

/* Files what letters are initials of, and what digits sound like, as DIGITS in characters.py says. */
static int settle_sounds(search *s) {
    static const char *const DIGITS[] = {"0ling", "1yi",  "1yao", "2er", "3san", "4si",
                                         "5wu",   "6liu", "7qi",  "8ba", "9jiu"};
    for (uint32_t letter = 'a'; letter <= 'z'; letter++) {
        node *initial = grown(s, SOUNDS, &letter, 1);
        if (initial == NULL || list_all(s, &initial->word, s->initials[letter - 'a']) != 0)
            return -1;
    }
    for (size_t at = 0; at < sizeof DIGITS / sizeof *DIGITS; at++) {
        uint32_t spelt[8];
        size_t size = strlen(DIGITS[at]);
        for (size_t each = 0; each < size; each++)
            spelt[each] = (uint32_t)DIGITS[at][each];
        uint32_t sound = tree_found(&s->listed, SOUNDS, spelt + 1, size - 1);
        node *digit = grown(s, SOUNDS, spelt, 1);
        int32_t meant = sound == 0 ? -1 : s->listed.nodes[sound].gram;
        if (digit == NULL)
            return -1;
        for (uint32_t each = 1; meant >= 0 && each <= s->lists[meant]; each++)
            if (append(s, &digit->word, s->lists[(uint32_t)meant + each]) != 0)
                return -1;
    }
    return 0;
}

/* Whether one of these is a Han character, radical or kana that is worth a look by itself. */
static int are_suspect(const search *s, const uint32_t *points, size_t size) {
    for (size_t at = 0; at < size; at++)
        if (points[at] >= 0x2E80 && points[at] <= 0x9FFF && suspects_alone(s->suspects, points[at]))
            return 1;
    return 0;
}

/* Notes that what is suspect may be read as a character, the likeliest first. */
static int may_be_read(search *s, const uint32_t *points, size_t size, uint32_t as) {
    if (!are_suspect(s, points, size))
        return 0;
    node *found = grown(s, PARTS, points, size);
    if (found == NULL)
        return -1;
    return found->word >= 0 && s->lists[found->word] == LIKELIEST ? 0 : append(s, &found->word, as);
}

static int take_alike(search *s, const row *r) {
    unsigned number = number_of(s, r->first[0]);
    for (size_t at = 0; at < r->rest_size; at++) {
        if (number != 0 && may_mean(s, r->rest[at], number, LOOK_ALIKE) != 0)
            return -1;
        if (may_be_read(s, r->rest + at, 1, r->first[0]) != 0)
            return -1;
    }
    return 0;
}

/* Notes what this may be read as, whatever the word: how many characters, and they. */
static int may_spell(search *s, uint32_t root, const uint32_t *signs, size_t count, const uint32_t *as, size_t size) {
    node *found = grown(s, root, signs, count);
    if (found == NULL || append(s, &found->word, (uint32_t)size) != 0)
        return -1;
    for (size_t at = 0; at < size; at++)
        if (append(s, &found->word, as[at]) != 0)
            return -1;
    return 0;
}

static int are_han(const uint32_t *points, size_t size) {
    for (size_t at = 0; at < size; at++)
        if (!is_han(points[at]))
            return 0;
    return size > 0;
}

static int take_parts(search *s, const row *r) {
    unsigned number = number_of(s, r->first[0]);
    for (size_t from = 0, end; from < r->rest_size; from = end + 1) {
        end = blank_after(r->rest, from, r->rest_size);
        if (may_spell(s, JOINED, r->rest + from, end - from, r->first, 1) != 0)
            return -1;
        node *found = number == 0 ? NULL : grown(s, PARTS, r->rest + from, end - from);
        if (number != 0 && (found == NULL || append(s, &found->gram, number) != 0))
            return -1;
        if (may_be_read(s, r->rest + from, end - from, r->first[0]) != 0)
            return -1;
    }
    return 0;
}

/* What an emoji may stand for, as names_of in paths.py tells: some wanted characters, and how surely, in hundredths. */
typedef struct {
    size_t size;
    uint32_t weight, numbers[LONGEST_WORD];
} path;

typedef struct {
    path paths[MOST_PATHS];
    size_t count;
} paths;

/* Notes a path, whatever was known of it or only where nothing was. */
static void note(const search *s, paths *all, const uint32_t *points, size_t size, uint32_t weight, int anyhow) {
    path found = {size, weight, {0}};
    size_t at = 0;
    if (size > LONGEST_WORD)
        return;
    for (size_t each = 0; each < size; each++)
        if ((found.numbers[each] = number_of(s, points[each])) == 0)
            return;
    while (at < all->count && memcmp(all->paths[at].numbers, found.numbers, sizeof found.numbers) != 0)
        at++;
    if (at == MOST_PATHS || (at < all->count && !anyhow))
        return;
    all->paths[at] = found;
    all->count += at == all->count;
}

/* A name of an emoji: it, its characters, and what sounds like a single one. */
static void note_name(const search *s, paths *all, const uint32_t *name, size_t size) {
    for (size_t at = 0; at < size; at++)
        note(s, all, name + at, 1, 70, 0);
    note(s, all, name, size, 100, 1);
    if (size != 1 || !is_han(*name))
        return;
    const uint32_t *meant = s->lists + s->meant[*name - FIRST_HAN];
    for (uint32_t at = 1; at <= meant[0]; at++)
        if (meant[at] >> 16 == HOMOPHONE)
            note(s, all, &s->wanted_points[(meant[at] & 0xFFFF) - 1], 1, 80, 0);
}

/* Words are left out where one was chosen by hand. */
static void keep_characters(paths *all) {
    size_t kept = 0;
    for (size_t at = 0; at < all->count; at++)
        if (all->paths[at].size == 1)
            all->paths[kept++] = all->paths[at];
    all->count = kept;
}

static int list_paths(search *s, int32_t *list, const paths *all) {
    *list = -1;
    for (size_t at = 0; at < all->count; at++) {
        const path *p = all->paths + at;
        if (append(s, list, p->weight) != 0 || append(s, list, (uint32_t)p->size) != 0)
            return -1;
        for (size_t each = 0; each < p->size; each++)
            if (append(s, list, p->numbers[each]) != 0)
                return -1;
    }
    return 0;
}

static int take_emoji(search *s, const row *r) {
    paths all;
    all.count = 0;
    if (r->first_size > LONGEST_EMOJI)
        return 0;
    for (size_t from = 0, end; from < r->rest_size; from = end + 1) {
        end = blank_after(r->rest, from, r->rest_size);
        if (end - from <= LONGEST_WORD && are_han(r->rest + from, end - from) &&
            may_spell(s, PICTURED, r->first, r->first_size, r->rest + from, end - from) != 0)
            return -1;
        note_name(s, &all, r->rest + from, end - from);
    }
    uint32_t known = tree_found(&s->listed, DRAWN, r->first, r->first_size);
    int32_t drawn = known == 0 ? -1 : s->listed.nodes[known].word;
    if (drawn >= 0) {
        keep_characters(&all);
        note(s, &all, s->lists + drawn + 1, s->lists[drawn], 110, 1);
    }
    if (all.count == 0)
        return 0;
    node *found = grown(s, DRAWN, r->first, r->first_size);
    return found == NULL ? -1 : list_paths(s, &found->gram, &all);
}

/* A sign that stands for a word by itself. */
static int take_drawn(search *s, const row *r) {
    paths all;
    all.count = 0;
    node *found = grown(s, DRAWN, r->first, r->first_size);
    if (found == NULL || r->rest_size > LONGEST_WORD || found->word >= 0)
        return -1;
    for (size_t at = 0; at < r->rest_size; at++)
        if (append(s, &found->word, r->rest[at]) != 0)
            return -1;
    if (r->first_size > LONGEST_EMOJI)
        return 0;
    note(s, &all, r->rest, r->rest_size, 110, 1);
    return list_paths(s, &found->gram, &all);
}

/* The sections of characters.txt, and the signs of disguises.txt, in this order. */
int search_take_rows(search *s, int section, const uint32_t *lines, size_t size) {
    static const taking TAKING[] = {take_common, take_sound, take_alike, take_parts, take_drawn, take_emoji};
    enum { SOUND = 1, ALIKE };
    if (section < 0 || (size_t)section >= sizeof TAKING / sizeof *TAKING || s->listed.nodes == NULL)
        return -1;
    if (each_row(s, lines, size, TAKING[section]) != 0)
        return -1;
    return section == SOUND ? settle_sounds(s) : section == ALIKE ? settle_meant(s) : 0;
}
