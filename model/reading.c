/* Reads a text as the model does: its n-grams, words and cues, and what they weigh together.

   Says the same as model/reading.py, to the last bit, in a tenth of the time. */

#include "reading.h"

#include <stdlib.h>
#include <string.h>

#ifndef SOURCES
#define SOURCES ""
#endif

const char *const native_sources = SOURCES; /* the fingerprint of all that this library was built from */

#define WINDOW 8         /* as in cues.py: cues less than this far apart in a clause make an ordered pair */
#define NOWHERE SIZE_MAX /* the place of what speaks for no word */

#ifdef __GNUC__
#define AHEAD(where) __builtin_prefetch(where) /* memory is slow, and steps and rows lie far apart */
#else
#define AHEAD(where) (void)(where)
#endif

/* What is found in one text: each row once, added up in heaps, as sums of 8 bits fit into 16 for so many. */
#define HEAP 255

typedef struct {
    const reading *of;
    int64_t *sums;
    uint64_t *seen; /* a bit for each row */
    speaker *speakers;
    size_t speaking, heaped;
    uint32_t heap[HEAP];
} findings;

static void add_up(findings *f) {
    const reading *r = f->of;
    for (size_t block = 0; block < r->columns; block += BLOCK) {
        int16_t sums[BLOCK] = {0};
        for (size_t at = 0; at < f->heaped; at++) {
            const int8_t *row = r->weights + (size_t)f->heap[at] * r->width + block;
            for (size_t column = 0; column < BLOCK; column++)
                sums[column] = (int16_t)(sums[column] + row[column]);
        }
        for (size_t column = 0; column < BLOCK && block + column < r->columns; column++)
            f->sums[block + column] += sums[column];
    }
    f->heaped = 0;
}

static inline void found(findings *f, int32_t row, size_t word) {
    if (row < 0)
        return;
    uint64_t bit = UINT64_C(1) << (row & 63);
    if (f->seen[row >> 6] & bit)
        return;
    f->seen[row >> 6] |= bit;
    if (f->heaped == HEAP)
        add_up(f);
    AHEAD(f->of->weights + (size_t)row * f->of->width);
    f->heap[f->heaped++] = (uint32_t)row;
    if (word != NOWHERE)
        f->speakers[f->speaking++] = (speaker){(uint32_t)row, (uint32_t)word};
}

/* What begins at a place: the longest word and the longest cue, and where they end. */
typedef struct {
    const step *word;
    uint32_t word_end, cue_end;
    int32_t cue;
    uint32_t of; /* the number of the word that this character belongs to */
} spot;

static const step NOTHING = {0, 0};

/* How far a place was followed. */
typedef struct {
    uint64_t path;
    size_t place;
    uint32_t from;
} way;

/* An n-gram, and the sum of its start and end in the text with edges: twice its middle. */
typedef struct {
    int32_t row;
    uint32_t both;
} match;

/* What one text needs: all places are followed by one character, then by another, and so on, as memory then answers many
   questions at once. */
typedef struct {
    size_t size, count;
    match *matches;
    spot *spots;
    way *ways;
    uint32_t *framed, *outline, *of;
} scratch;

/* The character in the middle of what stands in a text with edges: what is half an edge belongs to the one beside it. */
static size_t middle(size_t size, size_t both) {
    if (size == 0 || both < 2 || both >= 2 * size + 3)
        return NOWHERE;
    return both == 2 ? 0 : (both - 3) / 2;
}

static void set_out(const tree *t, way *to, uint32_t node, uint32_t point, uint32_t from) {
    uint64_t path = point < MOST_NODES ? path_of(node, point) : 0;
    *to = (way){path, tree_place(t, path), from};
    AHEAD(t->steps + to->place);
}

/* Notes what ends at `end`, having begun at `from`, in the text with edges. Words and cues hold no edge. */
static void note(scratch *s, const step *found, uint32_t from, size_t end) {
    if (gram_of(found) >= 0)
        s->matches[s->count++] = (match){gram_of(found), (uint32_t)(from + end)};
    if (from == 0 || end == s->size + 2)
        return;
    spot *here = s->spots + from - 1;
    if (is_listed(found) || end == from + 1) {
        here->word = found;
        here->word_end = (uint32_t)end - 1;
    }
    if (cue_of(found) != CLEAR) {
        here->cue = cue_of(found);
        here->cue_end = (uint32_t)end - 1;
    }
}

/* Follows, once, what begins at each place: n-grams, and but for the edges the longest word and the longest cue. */
static void look(const tree *t, scratch *s) {
    size_t alive = s->size + 2;
    for (size_t at = 0; at < s->size; at++)
        s->spots[at] = (spot){&NOTHING, (uint32_t)at + 1, (uint32_t)at, CLEAR, 0};
    for (size_t at = 0; at < alive; at++)
        set_out(t, s->ways + at, ROOT, s->framed[at], (uint32_t)at);
    for (size_t width = 1; alive > 0; width++) {
        size_t left = 0;
        for (size_t at = 0; at < alive; at++) {
            way here = s->ways[at];
            const step *found = tree_step_from(t, here.place, here.path);
            if (found->path == 0)
                continue;
            size_t end = here.from + width;
            note(s, found, here.from, end);
            if (leads_on(found) && end < s->size + 2)
                set_out(t, s->ways + left++, node_of(found), s->framed[end], here.from);
        }
        alive = left;
    }
}

/* Cuts the text into words, which are numbered. */
static size_t cut(spot *spots, size_t size, uint32_t *ends) {
    size_t words = 0;
    ends[0] = 0;
    for (size_t from = 0, end; from < size; from = end, words++) {
        end = spots[from].word_end;
        for (size_t at = from; at < end; at++)
            spots[at].of = (uint32_t)words;
        ends[words + 1] = (uint32_t)end;
    }
    return words;
}

/* The cluster of a word, or that of the ends before the first and behind the last. */
static uint32_t cluster_at(const scratch *s, const uint32_t *ends, size_t words, size_t word) {
    return word < words ? cluster_of(s->spots[ends[word]].word) : ENDS;
}

/* Words, and pairs of the clusters of neighbours, which speak for the longer word. */
static void find_words(findings *f, const scratch *s, const uint32_t *ends, size_t words) {
    const tree *t = &f->of->words;
    size_t left = 0;
    for (size_t second = 0, first = words; second <= words; first = second++) {
        uint32_t opened = f->of->opened[cluster_at(s, ends, words, first)];
        if (second < words)
            found(f, word_of(s->spots[ends[second]].word), second);
        if (opened != 0)
            set_out(t, s->ways + left++, opened, CLUSTER_SIGN + cluster_at(s, ends, words, second), (uint32_t)second);
    }
    for (size_t at = 0; at < left; at++) {
        way here = s->ways[at];
        size_t second = here.from, first = second - 1;
        size_t before = second > 0 ? ends[second] - ends[first] : 0;
        size_t behind = second < words ? ends[second + 1] - ends[second] : 0;
        found(f, word_of(tree_step_from(t, here.place, here.path)), before < behind ? second : first);
    }
}

/* Cues, those that stand together and in order; fills the outline, in which a sign stands for each cue. */
static size_t find_cues(findings *f, const scratch *s) {
    const reading *r = f->of;
    const spot *spots = s->spots;
    uint32_t *outline = s->outline + 1, *of = s->of;
    uint8_t present[SIGNS] = {0};
    int clause[WINDOW], owing = 0; /* a clause's last cues, the number of them modulo WINDOW */
    size_t cues = 0, outlined = 0, from = 0;
    while (from < s->size) {
        int cue = spots[from].cue;
        size_t end = spots[from].cue_end;
        if (cue < 0) { /* the outline keeps what is no cue */
            size_t after = cue == CLEAR ? from + 1 : end;
            for (; from < after; from++) {
                outline[outlined] = s->framed[from + 1];
                of[outlined++] = spots[from].of;
            }
            if (cue == STOP)
                cues = 0;
            continue;
        }
        outline[outlined] = r->signs[cue];
        of[outlined++] = spots[(from + end - 1) / 2].of;
        if (cues == 0 || clause[(cues - 1) % WINDOW] != cue) {
            for (size_t back = 1; back < WINDOW && back <= cues; back++)
                found(f, r->in_order[(size_t)clause[(cues - back) % WINDOW] * r->classes + (size_t)cue], NOWHERE);
            clause[cues++ % WINDOW] = cue;
        }
        present[cue] = 1;
        owing |= r->kinds[cue] & OWES;
        from = end;
    }
    present[0] |= !owing; /* the name of the lack of a debt comes first */
    size_t distinct[SIGNS], count = 0;
    for (size_t cue = 0; cue < r->classes; cue++)
        if (present[cue])
            distinct[count++] = cue;
    for (size_t at = 0; at < count; at++) {
        found(f, r->cues[distinct[at]], NOWHERE);
        for (size_t after = at + 1; after < count; after++)
            found(f, r->together[distinct[at] * r->classes + distinct[after]], NOWHERE);
    }
    return outlined;
}

/* N-grams of the outline, each with a sign in it; only what begins near a sign is followed. */
static void find_outlined(findings *f, const scratch *s, size_t size) {
    const tree *t = &f->of->words;
    uint32_t *outline = s->outline;
    size_t left = 0, done = 0;
    outline[0] = outline[size + 1] = EDGE;
    for (size_t sign = 1; sign <= size; sign++) {
        if (!is_class(outline[sign]))
            continue;
        size_t from = sign + 1 > f->of->outline_longest ? sign + 1 - f->of->outline_longest : 0;
        for (from = from > done ? from : done; from <= sign; from++)
            set_out(t, s->ways + left++, OUTLINED, outline[from], (uint32_t)from);
        done = sign + 1;
    }
    for (size_t width = 1; left > 0; width++) {
        size_t alive = left;
        left = 0;
        for (size_t at = 0; at < alive; at++) {
            way here = s->ways[at];
            const step *next = tree_step_from(t, here.place, here.path);
            size_t end = here.from + width;
            if (gram_of(next) >= 0) {
                size_t at_sign = middle(size, here.from + end);
                found(f, gram_of(next), at_sign == NOWHERE ? NOWHERE : s->of[at_sign]);
            }
            if (leads_on(next) && end < size + 2)
                set_out(t, s->ways + left++, node_of(next), outline[end], here.from);
        }
    }
}

/* The numbers of the rows that were found, ascending; gives how many. */
static ptrdiff_t tell_rows(const findings *f, uint32_t *told) {
    ptrdiff_t count = 0;
    for (size_t row = 0; row < f->of->rows; row++)
        if (f->seen[row >> 6] >> (row & 63) & 1)
            told[count++] = (uint32_t)row;
    return count;
}

/* As reading_read, but for what it gives: how many rows are told, none where there is no room for them. */
static ptrdiff_t read_text(const reading *r, const uint32_t *text, size_t size, int64_t *held, uint32_t *told) {
    if (r->words.steps == NULL || size >= UINT32_MAX / 1024)
        return -1;
    size_t seen = (r->rows + 63) / 64 * sizeof(uint64_t), framed = (size + 2) * sizeof(uint32_t);
    size_t most = (size + 2) * r->gram_longest;
    uint8_t *memory = malloc(seen + most * sizeof(match) + (size + 2) * (sizeof(spot) + sizeof(way)) + 3 * framed);
    if (memory == NULL)
        return -1;
    read_parts parts = parts_of(r, size, held);
    findings f = {.of = r, .sums = held, .seen = (uint64_t *)memory, .speakers = parts.speakers};
    scratch s = {.size = size, .count = 0, .matches = (match *)(memory + seen)};
    s.spots = (spot *)(s.matches + most);
    s.ways = (way *)(s.spots + size + 2);
    s.framed = (uint32_t *)(s.ways + size + 2);
    s.outline = s.framed + size + 2;
    s.of = s.outline + size + 2;
    memset(f.seen, 0, seen);
    memset(held, 0, (r->columns + 2) * sizeof *held);
    s.framed[0] = s.framed[size + 1] = EDGE;
    memcpy(s.framed + 1, text, size * sizeof *text);
    look(&r->words, &s);
    held[r->columns + 1] = (int64_t)cut(s.spots, size, parts.ends);
    for (size_t at = 0; at < s.count; at++) {
        size_t character = middle(size, s.matches[at].both);
        found(&f, s.matches[at].row, character == NOWHERE ? NOWHERE : s.spots[character].of);
    }
    find_words(&f, &s, parts.ends, (size_t)held[r->columns + 1]);
    find_outlined(&f, &s, find_cues(&f, &s));
    add_up(&f);
    held[r->columns] = (int64_t)f.speaking;
    ptrdiff_t rows = told == NULL ? 0 : tell_rows(&f, told);
    free(memory);
    return rows;
}

int reading_read(const reading *r, const uint32_t *text, size_t size, int64_t *held) {
    return (int)read_text(r, text, size, held, NULL);
}

ptrdiff_t reading_rows(const reading *r, const uint32_t *text, size_t size, uint32_t *told) {
    int64_t *held = malloc((reading_room(r) + size * reading_room_each(r)) * sizeof *held);
    ptrdiff_t rows = held == NULL ? -1 : read_text(r, text, size, held, told);
    free(held);
    return rows;
}
