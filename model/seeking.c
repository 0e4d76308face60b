/* Fills a `search` with words, and with what may stand for their characters. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

void search_free(search *s) {
    if (s == NULL)
        return;
    tree_end(&s->listed);
    neighbours_free(s->neighbours);
    free(s->lists);
    free(s->pairs);
    free(s->words);
    free(s->stages);
    free(s);
}

search *search_new(const suspects *of) {
    search *s = calloc(1, sizeof *s);
    if (s != NULL && ((s->lists = calloc(1, sizeof *s->lists)) == NULL || tree_begin(&s->listed) != 0)) {
        search_free(s);
        return NULL;
    }
    if (s != NULL) {
        s->suspects = of;
        s->lists_size = s->lists_room = 1;
    }
    return s;
}

/* While the words are taken in: the first of the steps after one, the next beside it. */
typedef struct {
    uint32_t after, beside;
    uint16_t wanted;
    int16_t word;
    uint8_t out_of_order;
} draft;

static uint32_t drafted(draft *drafts, uint32_t *count, uint32_t from, uint16_t wanted) {
    uint32_t *link = &drafts[from].after;
    while (*link != 0 && drafts[*link].wanted < wanted)
        link = &drafts[*link].beside;
    if (*link != 0 && drafts[*link].wanted == wanted)
        return *link;
    drafts[*count] = (draft){0, *link, wanted, -1, 0};
    *link = *count;
    return (*count)++;
}

/* Files a word under its characters, two neighbours of which may be swapped: the one at `swapped` and the next. */
static void draft_word(const search *s, draft *drafts, uint32_t *count, size_t number, size_t swapped) {
    const word *w = s->words + number;
    uint32_t at = 0;
    for (size_t each = 0; each < w->size; each++) {
        size_t from = each == swapped ? each + 1 : swapped < w->size && each == swapped + 1 ? each - 1 : each;
        at = drafted(drafts, count, at, (uint16_t)(s->numbers[w->points[from] - FIRST_HAN] - 1));
    }
    if (drafts[at].word < 0) {
        drafts[at].word = (int16_t)number;
        drafts[at].out_of_order = swapped < w->size;
    }
}

/* Puts the steps side by side that follow the same one. */
static int settle_words(search *s, const draft *drafts, uint32_t count) {
    uint32_t *order = malloc(count * sizeof *order), known = 1;
    s->stages = calloc(count, sizeof *s->stages);
    if (order == NULL || s->stages == NULL) {
        free(order);
        return -1;
    }
    order[0] = 0;
    for (uint32_t at = 0; at < count; at++) {
        const draft *from = drafts + order[at];
        stage *to = s->stages + at;
        to->word = from->word;
        to->wanted = from->wanted;
        to->out_of_order = from->out_of_order;
        to->first = from->after == 0 ? 0 : known;
        for (uint32_t each = from->after; each != 0; each = drafts[each].beside)
            order[known++] = each;
        to->count = (uint16_t)(to->first == 0 ? 0 : known - to->first);
    }
    for (uint32_t each = s->stages->first; each < s->stages->first + s->stages->count; each++)
        s->opening[s->stages[each].wanted / 64] |= UINT64_C(1) << (s->stages[each].wanted & 63);
    count_before(s->opening, s->opening_before);
    free(order);
    return 0;
}

static int take_word(search *s, word *to, const uint32_t *points, size_t size) {
    if (size < 2 || size > LONGEST_WORD)
        return -1;
    to->size = (uint32_t)size;
    for (size_t at = 0; at < size; at++) {
        if (!is_han(points[at]))
            return -1;
        uint16_t *number = s->numbers + (points[at] - FIRST_HAN);
        if (*number == 0 && s->wanted == WANTED)
            return -1;
        if (*number == 0) {
            s->wanted_points[s->wanted] = points[at];
            *number = (uint16_t)++s->wanted;
        }
        to->points[at] = points[at];
    }
    return 0;
}

/* The words worth disguising, a line each, the most telling first; so many of them are the foremost, and so many at the
   end phrases. */
int search_take_words(search *s, const uint32_t *lines, size_t size, size_t foremost, size_t phrases) {
    size_t count = 0;
    uint32_t drafts_count = 1;
    if (s->words != NULL || (s->words = calloc(size + 1, sizeof *s->words)) == NULL)
        return -1;
    for (size_t from = 0, end; from < size; from = end + 1) {
        end = line_end(lines, from, size);
        if (take_word(s, s->words + count++, lines + from, end - from) != 0)
            return -1;
    }
    word *words = realloc(s->words, (count + 1) * sizeof *words);
    draft *drafts = calloc(count * LONGEST_WORD * LONGEST_WORD + 1, sizeof *drafts);
    if (words != NULL)
        s->words = words;
    if (drafts == NULL || count > INT16_MAX || phrases > count) {
        free(drafts);
        return -1;
    }
    s->words_count = count;
    s->foremost = foremost;
    s->phrases_from = count - phrases;
    drafts[0].word = -1;
    for (size_t at = 0; at < count; at++)
        draft_word(s, drafts, &drafts_count, at, LONGEST_WORD);
    for (size_t at = 0; at < count; at++)
        for (size_t each = 0; each + 1 < s->words[at].size; each++)
            if (s->words[at].points[each] != s->words[at].points[each + 1])
                draft_word(s, drafts, &drafts_count, at, each);
    int result = settle_words(s, drafts, drafts_count);
    free(drafts);
    return result;
}

enum { DICTIONARY, EVERYDAY, HONEST }; /* as in search.py */

/* Words of some kind, a line each. */
int search_take_listed(search *s, int kind, const uint32_t *lines, size_t size) {
    if (s->listed.nodes == NULL)
        return -1;
    for (size_t from = 0, end; from < size; from = end + 1) {
        end = line_end(lines, from, size);
        uint32_t to = tree_grown(&s->listed, WORDS, lines + from, end - from);
        if (to == 0)
            return -1;
        if (to == WORDS)
            continue;
        node *found = s->listed.nodes + to;
        if (kind == DICTIONARY)
            found->listed = 1;
        else if (kind == EVERYDAY)
            found->word = 0;
        else
            found->cue = 0;
    }
    return 0;
}

int search_settle(search *s) {
    uint32_t *lists = realloc(s->lists, s->lists_size * sizeof *lists);
    if (lists != NULL)
        s->lists = lists;
    return s->stages == NULL ? -1 : tree_settle(&s->listed);
}
