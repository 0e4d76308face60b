/* Finds disguised words and undoes them, as model/disguises.py does where model/suspicion.py points. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

#define PLAIN_TO_SEE (1u << SPLIT | 1u << PINYIN | 1u << LEET | 1u << EMOJI)

/* As in disguises.py. */
#define NOT_BESIDE_INITIALS (1u << EMOJI | 1u << HOMOPHONE | 1u << LOOK_ALIKE | 1u << PINYIN | 1u << SPLIT)

static int is_among(unsigned families, unsigned others) { return (families & others) != 0; }

/* Which fits better, or begins first, and so on: no two differ in none of these. */
static int compared(const void *first, const void *second) {
    const sighting *a = *(const sighting *const *)first, *b = *(const sighting *const *)second;
    if (a->fit != b->fit)
        return a->fit > b->fit ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->word != b->word)
        return a->word < b->word ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    for (size_t at = 0; at < a->changed && at < b->changed; at++)
        if (a->changes[at] != b->changes[at])
            return a->changes[at] < b->changes[at] ? -1 : 1;
    return a->changed < b->changed ? -1 : a->changed > b->changed;
}

static int compared_by_start(const void *first, const void *second) {
    const sighting *a = *(const sighting *const *)first, *b = *(const sighting *const *)second;
    return a->start < b->start ? -1 : a->start > b->start;
}

static int by_start(const void *first, const void *second) {
    const edit *a = first, *b = second;
    return a->start < b->start ? -1 : a->start > b->start;
}

static int has_two(unsigned families) { return (families & (families - 1)) != 0; }

/* Whether a word is disguised, in a text that disguises another one. */
static int is_likely(const sighting *s) {
    int over_a_stop = 0;
    if (is_among(s->families, 1u << INITIALS) && is_among(s->families, NOT_BESIDE_INITIALS))
        return 0;
    for (size_t at = 0; at < s->changed; at++)
        over_a_stop |= family_of(s->changes[at]) == INSERTED_SIGNS && (s->changes[at] & 0xFF) < 80;
    if ((is_among(s->families, 1u << REORDERED) || over_a_stop) && has_two(s->families))
        return 0;
    return s->changed == 1 || s->weight >= 0.4 * s->changed;
}

/* Whether a word is surely disguised, whatever else the text says. */
static int is_certain(const search *of, const sighting *s) {
    size_t length = of->words[s->word].size;
    if (s->changed == 1 && s->families == 1u << EMOJI && s->end - s->start == 1)
        return s->weight > 1;
    if (s->changed == 1)
        return s->weight >= (length > 2 ? 0.4 : s->word < of->foremost ? 0.5 : 0.7);
    if (s->kept > 0)
        return s->weight >= 0.6 * s->changed;
    if (s->families == 1u << INITIALS)
        return length > 2;
    if (!is_among(s->families, PLAIN_TO_SEE)) {
        int rare = 0;
        for (size_t at = 0; at < s->changed; at++)
            rare |= (s->changes[at] & 0xFF) >= 130;
        return s->weight >= (rare ? 1.0 : 1.2) * s->changed;
    }
    return s->weight >= 0.95 * s->changed;
}

/* Whether a word chosen is surely disguised, or two or more perhaps. */
static int give_away(const hunt *h) {
    size_t doubtful = 0;
    double weight = 0;
    for (size_t at = 0; at < h->chosen_count; at++) {
        const sighting *s = h->chosen[at];
        if (s->changed == 0)
            continue;
        if (is_certain(h->of, s))
            return 1;
        doubtful++;
        weight += s->kept > 0 ? s->weight : s->weight / 2;
    }
    return doubtful > 1 && weight >= 1;
}

static void cut_words(hunt *h) {
    if (h->size == 0 || h->word_ends[0] != 0)
        return;
    for (size_t from = 0, end; from < h->size; from = end) {
        end = cut_end(h->of, h->text, h->size, from);
        for (size_t at = from; at < end; at++) {
            h->word_starts[at] = (uint32_t)from;
            h->word_ends[at] = (uint32_t)end;
        }
    }
}

static int holds(const word *w, const uint32_t *piece, size_t size) {
    for (size_t at = 0; at + size <= w->size; at++)
        if (memcmp(w->points + at, piece, size * sizeof *piece) == 0)
            return 1;
    return 0;
}

/* Such as 爸爸: nobody stretches 你爸 so. */
static int is_doubled(const uint32_t *piece, size_t size) { return size == 2 && piece[0] == piece[1]; }

static int is_everyday(const search *s, const uint32_t *form, size_t size) {
    return word_of(looked_up(&s->listed, WORDS, form, size)) >= 0;
}

/* A character that stands twice, such as 还还, is not meant for two others. */
static int stands_twice(const hunt *h, const sighting *s) {
    const uint32_t *form = h->text + s->start, *word = h->of->words[s->word].points;
    return is_doubled(form, s->end - s->start) && is_han(*form) && word[0] != word[1];
}

/* Whether this may be meant as it stands: an everyday word, or holding one, a part of one or one like 爸爸. */
static int is_honest(hunt *h, const sighting *s, int strict) {
    const search *of = h->of;
    if (stands_twice(h, s))
        return 1;
    const step *form = looked_up(&of->listed, WORDS, h->text + s->start, s->end - s->start);
    if (word_of(form) >= 0 || (strict && cue_of(form) != CLEAR && form->path != 0))
        return 1;
    cut_words(h);
    for (size_t at = 0; at < s->changed; at++)
        if (is_among(1u << family_of(s->changes[at]), PLAIN_TO_SEE) && (s->changes[at] & 0xFF) >= 100)
            return 0;
    for (size_t at = s->start; at < s->end; at++) {
        size_t start = h->word_starts[at], end = h->word_ends[at];
        const uint32_t *piece = h->text + start;
        if (end - start == 1 || !is_han(h->text[at]) || holds(of->words + s->word, piece, end - start))
            continue;
        if (start < s->start || end > s->end || end - start > 2)
            return 1;
        if (is_everyday(of, piece, end - start) || is_doubled(piece, end - start))
            return 1;
    }
    return 0;
}

/* Chooses of the words seen those of which none stands over another, those that fit best first. Gives 0, and chooses
   none, if all stand as they should; -1 where memory has run out. */
static int choose(hunt *h, int strict) {
    size_t changed = 0;
    const sighting **all = realloc(h->chosen, (h->seen_count + 1) * sizeof *all);
    if (all == NULL)
        return -1;
    for (size_t at = 0; at < h->seen_count; at++) {
        all[at] = h->seen + at;
        changed += all[at]->changed > 0;
    }
    h->chosen = all;
    h->chosen_count = 0;
    memset(h->taken, 0, h->size);
    if (changed == 0)
        return 0;
    qsort(all, h->seen_count, sizeof *all, compared);
    for (size_t at = 0; at < h->seen_count; at++) {
        const sighting *s = all[at];
        if (memchr(h->taken + s->start, 1, s->end - s->start) != NULL)
            continue;
        if (s->changed > 0 && (!is_likely(s) || is_honest(h, s, strict)))
            continue;
        memset(h->taken + s->start, 1, s->end - s->start);
        all[h->chosen_count++] = s;
    }
    return 1;
}

enum { DONE = 2 }; /* of a place: all words that begin there were seen */

/* Sees the words that begin at these places, or at all. */
static int see(hunt *h, uint8_t *places, int everywhere) {
    for (size_t at = 0; at < h->size; at++) {
        if (places[at] == DONE || (!places[at] && !everywhere))
            continue;
        if (words_from(h, at) != 0)
            return -1;
        places[at] = DONE;
    }
    return 0;
}

/* Sees them, and chooses; see `choose`. */
static int find(hunt *h, uint8_t *places, int everywhere) {
    return see(h, places, everywhere) != 0 ? -1 : choose(h, !everywhere);
}

/* The signs that stand for a word by themselves, but for those that begin in another word. */
static size_t drawings(hunt *h, edit *edits) {
    const search *s = h->of;
    size_t count = 0;
    for (size_t at = 0, end; at < h->size; at = end) {
        const uint32_t *drawn = NULL;
        uint32_t node = DRAWN;
        end = at + 1;
        for (size_t each = at; each < h->size && node != 0; each++) {
            const step *found = tree_step(&s->listed, node, h->text[each]);
            if (word_of(found) >= 0) {
                drawn = s->lists + word_of(found);
                end = each + 1;
            }
            node = leads_on(found) ? node_of(found) : 0;
        }
        if (drawn != NULL && !h->taken[at])
            edits[count++] = (edit){(uint32_t)at, (uint32_t)end, 1u << EMOJI, (uint16_t)drawn[0], drawn + 1};
    }
    return count;
}

/* Leaves out words that begin or end inside a character written apart, or read its parts as characters: see _apart in
   disguises.py. */
static size_t uncut(hunt *h, edit *edits, size_t count, const edit *glyphs, size_t glyphs_count) {
    size_t to = 0;
    memset(h->taken, 0, h->size + 1);
    for (size_t at = 0; at < glyphs_count; at++)
        if (glyphs[at].families == 1u << SPLIT)
            memset(h->taken + glyphs[at].start + 1, 1, glyphs[at].end - glyphs[at].start - 1);
    for (size_t at = 0; at < count; at++) {
        const uint8_t *start = h->taken + edits[at].start, *end = h->taken + edits[at].end;
        size_t covered = (size_t)(end - start) + 1;
        if (edits[at].families & 1u << SPLIT ? !*start && !*end : memchr(start, 1, covered) == NULL)
            edits[to++] = edits[at];
    }
    return to;
}

/* All disguised words chosen, the signs that stand for some if there are `any`, and the glyphs that stand apart. */
static ptrdiff_t all(hunt *h, int any, const edit *glyphs, size_t glyphs_count, edit *edits) {
    size_t count = 0;
    for (size_t at = 0; at < h->chosen_count; at++) {
        const sighting *s = h->chosen[at];
        const word *w = h->of->words + s->word;
        if (s->changed > 0)
            edits[count++] = (edit){s->start, s->end, s->families, (uint16_t)w->size, w->points};
    }
    if (any)
        count += drawings(h, edits + count);
    count = uncut(h, edits, count, glyphs, glyphs_count);
    memset(h->taken, 0, h->size);
    for (size_t at = 0; at < count; at++)
        memset(h->taken + edits[at].start, 1, edits[at].end - edits[at].start);
    for (size_t at = 0; at < glyphs_count; at++)
        if (memchr(h->taken + glyphs[at].start, 1, glyphs[at].end - glyphs[at].start) == NULL)
            edits[count++] = glyphs[at];
    qsort(edits, count, sizeof *edits, by_start);
    return (ptrdiff_t)count;
}

static int32_t word_cost(const hunt *h, const sighting *s) {
    int32_t cost = 0;
    for (size_t at = 0; at < s->changed; at++)
        cost += h->of->neighbours->prices[BY_WORDS + family_of(s->changes[at])];
    return cost;
}

/* All that a doubted text disguises, the whole of it being read anew; there is room in `edits` for signs too. */
static ptrdiff_t undo_doubted(hunt *h, uint32_t draw, uint8_t *places, edit *glyphs, edit *edits) {
    const int32_t *prices = h->of->neighbours->prices;
    int telling = 0;
    if (see(h, places, 1) != 0)
        return -1;
    respelt *words = malloc((h->seen_count + 2 * h->size + 1) * sizeof *words);
    if (words == NULL)
        return -1;
    size_t count = 0, glyphs_count = read_glyphs(h->of, h->text, h->size, glyphs, &telling);
    for (size_t at = 0; at < glyphs_count; at++)
        words[count++] = (respelt){glyphs[at], prices[AS_GLYPH]};
    size_t drawn = drawings(h, edits);
    for (size_t at = 0; at < drawn; at++)
        words[count++] = (respelt){edits[at], prices[AS_DRAWING]};
    for (size_t at = 0; at < h->seen_count; at++) {
        const sighting *s = h->seen + at;
        const word *w = h->of->words + s->word;
        if (s->changed > 0 && is_likely(s) && !is_honest(h, s, 0))
            words[count++] = (respelt){{s->start, s->end, s->families, (uint16_t)w->size, w->points}, word_cost(h, s)};
    }
    ptrdiff_t told = respell(h->of, h->text, h->size, draw, words, count, edits);
    free(words);
    return told;
}

static ptrdiff_t undo(hunt *h, uint8_t *places, edit *glyphs, edit *edits) {
    int telling = 0;
    if (!point_out(h, places))
        return 0;
    size_t count = read_glyphs(h->of, h->text, h->size, glyphs, &telling);
    if (!telling) {
        if (find(h, places, 0) < 0)
            return -1;
        qsort(h->chosen, h->chosen_count, sizeof *h->chosen, compared_by_start);
        if (!give_away(h))
            return 0;
    }
    int any = find(h, places, 1);
    return any < 0 ? -1 : all(h, any, glyphs, count, edits);
}

ptrdiff_t search_undo(const search *s, const uint32_t *text, size_t size, uint32_t doubted, edit *edits) {
    size_t each = sizeof(place) + sizeof(edit) + 2 * sizeof(uint32_t) + 2;
    hunt h = {.of = s, .text = text, .size = size, .words = doubted ? s->words_count : s->phrases_from};
    if (s->listed.steps == NULL || s->neighbours == NULL || s->neighbours->thirds == NULL || size > SEARCHED)
        return -1;
    if ((h.places = calloc(size + 1, each)) == NULL)
        return -1;
    edit *glyphs = (edit *)(h.places + size + 1);
    h.word_starts = (uint32_t *)(glyphs + size + 1);
    h.word_ends = h.word_starts + size + 1;
    h.taken = (uint8_t *)(h.word_ends + size + 1);
    uint8_t *places = h.taken + size + 1;
    ptrdiff_t count = doubted ? undo_doubted(&h, doubted - 1, places, glyphs, edits) : undo(&h, places, glyphs, edits);
    free(h.options);
    free(h.seen);
    free(h.chosen);
    free(h.places);
    return count;
}

/* The disguised words of a text, phrases too if it is doubted (see search_undo): where each starts and ends, a bit for each disguise, how
   many characters the word has, and they. Gives how many there are. */
ptrdiff_t search_told(const search *s, const uint32_t *text, size_t size, uint32_t doubted, uint32_t *told) {
    edit *edits = malloc((size + 1) * sizeof *edits);
    ptrdiff_t count = edits == NULL ? -1 : search_undo(s, text, size, doubted, edits);
    for (ptrdiff_t at = 0; at < count; at++) {
        const edit *e = edits + at;
        *told++ = e->start;
        *told++ = e->end;
        *told++ = e->families;
        *told++ = e->count;
        memcpy(told, e->plain, e->count * sizeof *told);
        told += e->count;
    }
    free(edits);
    return count;
}

/* All words worth disguising that begin at a place, in all ways to read them: where each ends, its number, how much was
   changed, and what, for as many as there is room. Gives how many there are. For tests, as choosing hides most. */
ptrdiff_t search_words_from(const search *s, const uint32_t *text, size_t size, size_t at, uint32_t *told,
                            size_t room) {
    hunt h = {.of = s, .text = text, .size = size, .words = s->words_count};
    ptrdiff_t count = -1;
    if (s->listed.steps == NULL || at >= size || (h.places = calloc(size + 1, sizeof *h.places)) == NULL)
        return -1;
    if (words_from(&h, at) == 0)
        count = (ptrdiff_t)h.seen_count;
    for (size_t each = 0; each < h.seen_count && room >= 3 + MOST_CHANGES; each++) {
        const sighting *found = h.seen + each;
        *told++ = found->end;
        *told++ = found->word;
        *told++ = found->changed;
        for (size_t one = 0; one < found->changed; one++)
            *told++ = found->changes[one];
        room -= 3 + found->changed;
    }
    free(h.options);
    free(h.seen);
    free(h.places);
    return count;
}
