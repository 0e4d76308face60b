/* Reads a text as the model does: its n-grams, words and cues from one walk a place, and what they weigh together.

   Says the same as model/scorer.py, to the last bit, in a tenth of the time. Texts come as code points. A `reading` is
   filled once and then only read, so threads may share it; what a call needs it keeps on the stack or allocates.
   Whatever is allocated where memory has run out gives -1, and so does what was filled with nonsense. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef SOURCES
#define SOURCES ""
#endif

const char *const native_sources = SOURCES; /* the fingerprint of all that this library was built from */

#define WINDOW 8        /* as in cues.py: cues less than this far apart in a clause make an ordered pair */
#define EDGE '^'        /* stands before and after a text */
#define SIGN 0xE000     /* the sign of the first class of cues */
#define SIGNS 0x100     /* at most so many classes */
#define LEAST 0.25      /* as in explain.py: a further run must gain this share of what the best one gained */
#define NOWHERE SIZE_MAX /* the place of what speaks for no word */

enum { CLEAR = -1, STOP = -2, NONE = -3 }; /* in place of a class: no cue, the end of a clause, a cue by accident */

/* All words stand in one tree. Each step of it is one number: whence, by which code point, whither. */
enum { ROOT = 1, OUTLINED, DEBTS, NAMES, FIRST_NODE };
#define POINTS 21 /* bits of a code point, and of a node */
#define MOST_NODES ((uint32_t)1 << POINTS)

typedef struct {
    int32_t gram, word; /* the row of this n-gram and of this word or pair of words, or -1 */
    int16_t cue;        /* the class of this cue */
    uint8_t listed;     /* whether a text is cut at this word */
} node;

typedef struct {
    uint64_t *steps; /* open addressing; 0 where nothing stands */
    size_t room;     /* a power of two */
    node *nodes;
    uint32_t used, held;
    size_t outline_longest;
    size_t columns, width; /* rows are padded to a width of whole blocks */
    int16_t *weights;
    size_t rows;
    size_t classes; /* in the order of their names */
    int32_t *cues, *together, *in_order;
    uint8_t *owes;
    uint32_t *signs;
    uint64_t *pairs; /* of the sieve: two characters above the weight; a weight of 0 where nothing stands */
    size_t pairs_room;
    double intercept, step;
} reading;

#define BLOCK 16 /* columns added up at once */

static size_t scattered(uint64_t key, size_t room) {
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (room - 1);
}

/* Where a step stands, or would. */
static size_t place(const uint64_t *steps, size_t room, uint64_t key) {
    size_t at = scattered(key, room);
    while (steps[at] != 0 && steps[at] >> POINTS != key)
        at = (at + 1) & (room - 1);
    return at;
}

static uint32_t next(const reading *r, uint32_t from, uint32_t point) {
    if (from == 0 || point >= MOST_NODES)
        return 0;
    return (uint32_t)(r->steps[place(r->steps, r->room, (uint64_t)from << POINTS | point)] & (MOST_NODES - 1));
}

static int widened(reading *r) {
    size_t room = r->room * 2;
    uint64_t *steps = calloc(room, sizeof *steps);
    if (steps == NULL)
        return -1;
    for (size_t at = 0; at < r->room; at++)
        if (r->steps[at] != 0)
            steps[place(steps, room, r->steps[at] >> POINTS)] = r->steps[at];
    free(r->steps);
    r->steps = steps;
    r->room = room;
    return 0;
}

/* The next node, made if it is not there; 0 where it cannot be made. */
static uint32_t made(reading *r, uint32_t from, uint32_t point) {
    uint32_t to = next(r, from, point);
    if (to != 0 || from == 0 || point >= MOST_NODES || r->used == MOST_NODES)
        return to;
    if (r->used == r->held) {
        node *nodes = realloc(r->nodes, (size_t)r->held * 2 * sizeof *nodes);
        if (nodes == NULL)
            return 0;
        r->nodes = nodes;
        r->held *= 2;
    }
    if ((size_t)r->used * 2 > r->room && widened(r) != 0)
        return 0;
    uint64_t key = (uint64_t)from << POINTS | point;
    r->nodes[r->used] = (node){-1, -1, CLEAR, 0};
    r->steps[place(r->steps, r->room, key)] = key << POINTS | r->used;
    return r->used++;
}

static uint32_t path(reading *r, uint32_t from, const uint32_t *points, size_t count) {
    for (size_t at = 0; at < count && from != 0; at++)
        from = made(r, from, points[at]);
    return from;
}

static uint32_t followed(const reading *r, uint32_t from, const uint32_t *points, size_t count) {
    for (size_t at = 0; at < count && from != 0; at++)
        from = next(r, from, points[at]);
    return from;
}

/* The end of the line that begins here. */
static size_t line_end(const uint32_t *points, size_t from, size_t size) {
    while (from < size && points[from] != '\n')
        from++;
    return from;
}

void reading_free(reading *r) {
    if (r == NULL)
        return;
    free(r->steps);
    free(r->nodes);
    free(r->weights);
    free(r->cues);
    free(r->together);
    free(r->in_order);
    free(r->owes);
    free(r->signs);
    free(r->pairs);
    free(r);
}

reading *reading_new(void) {
    reading *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    r->room = 1 << 10;
    r->held = 1 << 8;
    r->used = FIRST_NODE;
    r->steps = calloc(r->room, sizeof *r->steps);
    r->nodes = calloc(r->held, sizeof *r->nodes);
    if (r->steps == NULL || r->nodes == NULL) {
        reading_free(r);
        return NULL;
    }
    for (size_t at = 0; at < FIRST_NODE; at++)
        r->nodes[at] = (node){-1, -1, CLEAR, 0};
    return r;
}

/* Words, a line each, at which texts are cut. */
int reading_take_words(reading *r, const uint32_t *words, size_t size) {
    for (size_t from = 0, end; from < size; from = end + 1) {
        end = line_end(words, from, size);
        uint32_t to = path(r, ROOT, words + from, end - from);
        if (to == 0)
            return -1;
        r->nodes[to].listed = to != ROOT;
    }
    return 0;
}

static int32_t *empty_rows(size_t count) {
    int32_t *rows = malloc(count * sizeof *rows);
    for (size_t at = 0; rows != NULL && at < count; at++)
        rows[at] = -1;
    return rows;
}

/* Classes of cues: their names, a line each and in order, the sign of each, and whether it owes (speaks of a debt). */
int reading_take_classes(reading *r, const uint32_t *names, size_t size, const uint32_t *signs, const uint8_t *owes,
                         size_t classes) {
    if (r->classes != 0 || classes == 0 || classes > SIGNS)
        return -1;
    r->cues = empty_rows(classes);
    r->together = empty_rows(classes * classes);
    r->in_order = empty_rows(classes * classes);
    r->owes = malloc(classes);
    r->signs = malloc(classes * sizeof *r->signs);
    if (r->cues == NULL || r->together == NULL || r->in_order == NULL || r->owes == NULL || r->signs == NULL)
        return -1;
    memcpy(r->owes, owes, classes);
    memcpy(r->signs, signs, classes * sizeof *r->signs);
    size_t at = 0;
    for (size_t from = 0, end; from < size && at < classes; from = end + 1, at++) {
        end = line_end(names, from, size);
        uint32_t to = path(r, NAMES, names + from, end - from);
        if (to == 0)
            return -1;
        r->nodes[to].cue = (int16_t)at;
    }
    r->classes = classes;
    return at == classes ? 0 : -1;
}

/* Cues, a line each, and the class of each, or STOP or NONE. */
int reading_take_cues(reading *r, const uint32_t *words, size_t size, const int16_t *classes, size_t count) {
    size_t at = 0;
    for (size_t from = 0, end; from < size && at < count; from = end + 1, at++) {
        end = line_end(words, from, size);
        uint32_t to = path(r, ROOT, words + from, end - from);
        if (to == 0 || to == ROOT || classes[at] < NONE || classes[at] >= (int)r->classes)
            return -1;
        r->nodes[to].cue = classes[at];
        if (classes[at] >= 0 && r->owes[classes[at]]) {
            uint32_t debt = path(r, DEBTS, words + from, end - from);
            if (debt == 0)
                return -1;
            r->nodes[debt].listed = 1;
        }
    }
    return at == count ? 0 : -1;
}

static int class_of(const reading *r, const uint32_t *name, size_t size) {
    uint32_t to = followed(r, NAMES, name, size);
    return to == 0 ? CLEAR : r->nodes[to].cue;
}

/* Files the row of a cue, of two cues together (a+b) or of two in order (a..b); names that are none weigh nothing. */
static void take_cue(reading *r, const uint32_t *name, size_t size, int32_t row) {
    size_t plus = 0, dots = 0;
    while (plus < size && name[plus] != '+')
        plus++;
    while (dots + 1 < size && !(name[dots] == '.' && name[dots + 1] == '.'))
        dots++;
    int joined = plus < size, ordered = !joined && dots + 1 < size;
    size_t end = joined ? plus : ordered ? dots : size;
    size_t begin = joined ? plus + 1 : ordered ? dots + 2 : size;
    int first = class_of(r, name, end), second = class_of(r, name + begin, size - begin);
    if (first < 0 || (second < 0 && (joined || ordered)))
        return;
    size_t both = (size_t)first * r->classes + (size_t)(second < 0 ? 0 : second);
    if (joined)
        r->together[both] = row;
    else if (ordered)
        r->in_order[both] = row;
    else
        r->cues[first] = row;
}

static int take_gram(reading *r, const uint32_t *gram, size_t size, int32_t row) {
    uint32_t root = ROOT;
    for (size_t at = 0; at < size; at++)
        if (gram[at] >= SIGN && gram[at] < SIGN + SIGNS)
            root = OUTLINED;
    if (root == OUTLINED && size > r->outline_longest)
        r->outline_longest = size;
    uint32_t to = path(r, root, gram, size);
    if (to == 0)
        return -1;
    r->nodes[to].gram = row;
    return 0;
}

/* Features, a line each (n-grams first, `W` before words, `Q` before cues), and their weights, row after row. */
int reading_take_features(reading *r, const uint32_t *names, size_t size, const int16_t *weights, size_t rows,
                          size_t columns) {
    if (r->weights != NULL || columns == 0 || rows > INT32_MAX)
        return -1;
    r->columns = columns;
    r->width = (columns + BLOCK - 1) / BLOCK * BLOCK;
    r->rows = rows;
    r->weights = calloc(rows * r->width + 1, sizeof *r->weights);
    if (r->weights == NULL)
        return -1;
    for (size_t row = 0; row < rows; row++)
        memcpy(r->weights + row * r->width, weights + row * columns, columns * sizeof *weights);
    int32_t row = 0;
    for (size_t from = 0, end; from < size && (size_t)row < rows; from = end + 1, row++) {
        end = line_end(names, from, size);
        if (end == from)
            return -1;
        if (names[from] == 'Q') {
            take_cue(r, names + from + 1, end - from - 1, row);
        } else if (names[from] == 'W') {
            uint32_t to = path(r, ROOT, names + from + 1, end - from - 1);
            if (to == 0)
                return -1;
            r->nodes[to].word = row;
        } else if (take_gram(r, names + from, end - from, row) != 0) {
            return -1;
        }
    }
    return (size_t)row == rows ? 0 : -1;
}

static size_t pair_place(const uint64_t *pairs, size_t room, uint32_t key) {
    size_t at = scattered(key, room);
    while ((uint32_t)pairs[at] != 0 && pairs[at] >> 32 != key)
        at = (at + 1) & (room - 1);
    return at;
}

/* The pairs of characters of the sieve, one after the other, and the weight of each in units of 1/step. */
int reading_take_pairs(reading *r, const uint32_t *points, const int32_t *weights, size_t count, double intercept,
                       double step) {
    size_t room = 2;
    while (room < count * 2)
        room *= 2;
    r->pairs = calloc(room, sizeof *r->pairs);
    if (r->pairs == NULL)
        return -1;
    r->pairs_room = room;
    r->intercept = intercept;
    r->step = step;
    for (size_t at = 0; at < count; at++) {
        if (points[2 * at] > 0xFFFF || points[2 * at + 1] > 0xFFFF)
            return -1;
        uint32_t key = points[2 * at] << 16 | points[2 * at + 1];
        if (weights[at] != 0)
            r->pairs[pair_place(r->pairs, room, key)] = (uint64_t)key << 32 | (uint32_t)weights[at];
    }
    return 0;
}

/* The sieve's log-odds of harm; what lies beyond U+FFFF is in no pair. */
double reading_odds(const reading *r, const uint32_t *text, size_t size) {
    int64_t total = 0;
    uint32_t before = EDGE;
    if (r->pairs == NULL)
        return 0;
    for (size_t at = 0; at <= size; at++) {
        uint32_t point = at < size ? text[at] : EDGE;
        if (before <= 0xFFFF && point <= 0xFFFF) {
            uint64_t pair = r->pairs[pair_place(r->pairs, r->pairs_room, before << 16 | point)];
            total += (int32_t)(uint32_t)pair;
        }
        before = point;
    }
    return (double)total / (r->step * sqrt((double)size + 2)) + r->intercept;
}

/* Whether a word of a debt stands in the text, be it as a part of another cue. */
int reading_owes(const reading *r, const uint32_t *text, size_t size) {
    for (size_t from = 0; from < size; from++) {
        uint32_t node = DEBTS;
        for (size_t at = from; at < size && (node = next(r, node, text[at])) != 0; at++)
            if (r->nodes[node].listed)
                return 1;
    }
    return 0;
}

/* What is found in one text: each row once, added up in heaps, as sums of 16 bits fit into 32 for so many. */
#define HEAP 256

typedef struct {
    const reading *of;
    int64_t *sums, *gains; /* of each column, or NULL; of each word and each column */
    uint64_t *seen;        /* a bit for each row */
    size_t heaped;
    int32_t heap[HEAP];
    size_t words[HEAP];
} findings;

static void add_sums(findings *f) {
    const reading *r = f->of;
    for (size_t block = 0; block < r->columns; block += BLOCK) {
        int32_t sums[BLOCK] = {0};
        for (size_t at = 0; at < f->heaped; at++) {
            const int16_t *row = r->weights + (size_t)f->heap[at] * r->width + block;
            for (size_t column = 0; column < BLOCK; column++)
                sums[column] += row[column];
        }
        for (size_t column = 0; column < BLOCK && block + column < r->columns; column++)
            f->sums[block + column] += sums[column];
    }
}

static void add_gains(findings *f) {
    const reading *r = f->of;
    for (size_t at = 0; at < f->heaped; at++) {
        if (f->words[at] == NOWHERE)
            continue;
        const int16_t *row = r->weights + (size_t)f->heap[at] * r->width;
        int64_t *gains = f->gains + f->words[at] * r->columns;
        for (size_t column = 0; column < r->columns; column++)
            gains[column] += row[column];
    }
}

static void add_up(findings *f) {
    if (f->sums != NULL)
        add_sums(f);
    else
        add_gains(f);
    f->heaped = 0;
}

static void found(findings *f, int32_t row, size_t word) {
    if (row < 0)
        return;
    uint64_t bit = UINT64_C(1) << (row & 63);
    if (f->seen[row >> 6] & bit)
        return;
    f->seen[row >> 6] |= bit;
    if (f->heaped == HEAP)
        add_up(f);
    f->heap[f->heaped] = row;
    f->words[f->heaped++] = word;
}

/* What begins at a place: the longest word and the longest cue, and where they end. */
typedef struct {
    uint32_t word; /* its node */
    uint32_t word_end, cue_end;
    int16_t cue;
    uint32_t of; /* the number of the word that this character belongs to */
} spot;

/* The word in the middle of [start, end) of the text with edges: what is half an edge belongs to the word beside it. */
static size_t middle(const spot *spots, size_t size, size_t both) {
    if (size == 0 || both < 2 || both >= 2 * size + 3)
        return NOWHERE;
    return spots[both == 2 ? 0 : (both - 3) / 2].of;
}

/* Longest words and cues from each place on. `framed` has edges, no word does. */
static void look(const reading *r, const uint32_t *framed, spot *spots, size_t size) {
    for (size_t from = 0; from < size; from++) {
        spot here = {next(r, ROOT, framed[from + 1]), (uint32_t)from + 1, (uint32_t)from, CLEAR, 0};
        uint32_t node = here.word;
        for (size_t end = from + 1; node != 0; end++) {
            if (r->nodes[node].listed) {
                here.word = node;
                here.word_end = (uint32_t)end;
            }
            if (r->nodes[node].cue != CLEAR) {
                here.cue = r->nodes[node].cue;
                here.cue_end = (uint32_t)end;
            }
            if (end == size)
                break;
            node = next(r, node, framed[end + 1]);
        }
        spots[from] = here;
    }
}

/* Cuts the text into words, which are numbered. */
static size_t cut(spot *spots, size_t size, uint32_t *ends) {
    size_t words = 0;
    for (size_t from = 0, end; from < size; from = end, words++) {
        end = spots[from].word_end;
        for (size_t at = from; at < end; at++)
            spots[at].of = (uint32_t)words;
        if (ends != NULL)
            ends[words + 1] = (uint32_t)end;
    }
    return words;
}

static void find_grams(findings *f, const uint32_t *framed, const spot *spots, size_t size) {
    const reading *r = f->of;
    for (size_t from = 0; from < size + 2; from++) {
        uint32_t node = ROOT;
        for (size_t end = from + 1; end <= size + 2 && (node = next(r, node, framed[end - 1])) != 0; end++)
            if (r->nodes[node].gram >= 0)
                found(f, r->nodes[node].gram, middle(spots, size, from + end));
    }
}

/* Words, and pairs of neighbours, which speak for the longer one. */
static void find_words(findings *f, const uint32_t *text, const spot *spots, size_t size) {
    const reading *r = f->of;
    uint32_t behind = 0; /* the word before and a blank */
    size_t before = 0;
    for (size_t from = 0, end; from < size; from = end) {
        end = spots[from].word_end;
        size_t word = spots[from].of;
        uint32_t pair = followed(r, behind, text + from, end - from);
        if (pair != 0)
            found(f, r->nodes[pair].word, before < end - from ? word : word - 1);
        if (spots[from].word != 0)
            found(f, r->nodes[spots[from].word].word, word);
        behind = next(r, spots[from].word, ' ');
        before = end - from;
    }
}

/* Cues, those that stand together and in order; fills the outline, in which a sign stands for each cue. */
static size_t find_cues(findings *f, const uint32_t *text, const spot *spots, size_t size, uint32_t *outline,
                        uint32_t *of) {
    const reading *r = f->of;
    uint8_t present[SIGNS] = {0};
    int clause[WINDOW], owing = 0; /* a clause's last cues, the number of them modulo WINDOW */
    size_t cues = 0, outlined = 0, from = 0;
    while (from < size) {
        int cue = spots[from].cue;
        size_t end = spots[from].cue_end;
        if (cue < 0) { /* the outline keeps what is no cue */
            size_t after = cue == CLEAR ? from + 1 : end;
            for (; from < after; from++) {
                outline[outlined] = text[from];
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
        owing |= r->owes[cue];
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

static int is_sign(uint32_t point) { return point >= SIGN && point < SIGN + SIGNS; }

/* N-grams of the outline, each with a sign in it. */
static void find_outlined(findings *f, const uint32_t *outline, const uint32_t *of, size_t size) {
    const reading *r = f->of;
    size_t done = 0;
    for (size_t sign = 0; sign < size; sign++) {
        if (!is_sign(outline[sign]))
            continue;
        size_t first = sign + 2 > r->outline_longest ? sign + 2 - r->outline_longest : 0; /* in the outline with edges */
        for (size_t from = first > done ? first : done; from <= sign + 1; from++) {
            uint32_t node = OUTLINED;
            for (size_t end = from + 1; end <= size + 2; end++) {
                uint32_t point = end == 1 || end == size + 2 ? EDGE : outline[end - 2];
                if ((node = next(r, node, point)) == 0)
                    break;
                size_t both = from + end;
                if (r->nodes[node].gram >= 0)
                    found(f, r->nodes[node].gram,
                          both < 2 || both >= 2 * size + 3 ? NOWHERE : of[both == 2 ? 0 : (both - 3) / 2]);
            }
        }
        done = sign + 2;
    }
}

/* Reads a text: into `sums`, one of each column, or, if `gains` are given, what each word gave to each column, and where
   the words end, from 0 on. Gives the number of words. There must be room for as many words as characters. */
static ptrdiff_t read_text(const reading *r, const uint32_t *text, size_t size, int64_t *sums, uint32_t *ends,
                           int64_t *gains) {
    if (r->weights == NULL || r->classes == 0 || size >= UINT32_MAX / sizeof(spot))
        return -1;
    size_t seen = (r->rows + 63) / 64 * sizeof(uint64_t), framed = (size + 2) * sizeof(uint32_t);
    uint8_t *scratch = malloc(seen + size * sizeof(spot) + 3 * framed);
    if (scratch == NULL)
        return -1;
    findings f = {.of = r, .sums = sums, .gains = gains, .seen = (uint64_t *)scratch, .heaped = 0};
    spot *spots = (spot *)(scratch + seen);
    uint32_t *points = (uint32_t *)(spots + size), *outline = points + size + 2, *of = outline + size + 2;
    memset(f.seen, 0, seen);
    points[0] = points[size + 1] = EDGE;
    memcpy(points + 1, text, size * sizeof *text);
    look(r, points, spots, size);
    size_t words = cut(spots, size, ends);
    find_grams(&f, points, spots, size);
    find_words(&f, text, spots, size);
    find_outlined(&f, outline, of, find_cues(&f, text, spots, size, outline, of));
    add_up(&f);
    free(scratch);
    return (ptrdiff_t)words;
}

/* What the distinct features of a text weigh together in each column. */
ptrdiff_t reading_sums(const reading *r, const uint32_t *text, size_t size, int64_t *sums) {
    memset(sums, 0, r->columns * sizeof *sums);
    return read_text(r, text, size, sums, NULL, NULL);
}

/* What each word of a text gave to each column, and where each begins and the last one ends; gives their number. */
ptrdiff_t reading_gains(const reading *r, const uint32_t *text, size_t size, uint32_t *ends, int64_t *gains) {
    if (size > 0) /* else there may be no buffer */
        memset(gains, 0, size * r->columns * sizeof *gains);
    ends[0] = 0;
    return read_text(r, text, size, NULL, ends, gains);
}

typedef struct {
    size_t start, end;
    double gain;
} run;

static run best_run(const double *gains, size_t words) {
    run best = {0, 0, 0.0};
    double total = 0.0;
    size_t start = 0;
    for (size_t at = 0; at < words; at++) {
        if (total <= 0) {
            total = 0.0;
            start = at;
        }
        total += gains[at];
        if (total > best.gain)
            best = (run){start, at + 1, total};
    }
    return best;
}

/* The runs of words that gained most above the average, in order: at most `most`, two numbers each into `runs`. What
   counts is what a column gained, less what `against` did unless that is negative. Gives the number of runs. */
ptrdiff_t reading_runs(const int64_t *gains, const uint32_t *ends, size_t words, size_t columns, size_t column,
                       ptrdiff_t against, size_t most, uint32_t *runs) {
    if (words == 0)
        return 0;
    double *above = malloc(words * sizeof *above);
    if (above == NULL)
        return -1;
    int64_t total = 0;
    for (size_t at = 0; at < words; at++) {
        int64_t gain = gains[at * columns + column] - (against < 0 ? 0 : gains[at * columns + (size_t)against]);
        total += gain;
        above[at] = (double)gain;
    }
    double average = (double)(total > 0 ? total : 0) / (double)ends[words];
    for (size_t at = 0; at < words; at++)
        above[at] -= average * (double)(ends[at + 1] - ends[at]);
    size_t count = 0;
    double first = 0.0;
    while (count < most) {
        run best = best_run(above, words);
        if (best.gain <= 0 || (count > 0 && best.gain < LEAST * first))
            break;
        if (count == 0)
            first = best.gain;
        size_t at = count++;
        for (; at > 0 && runs[2 * at - 2] > best.start; at--) {
            runs[2 * at] = runs[2 * at - 2];
            runs[2 * at + 1] = runs[2 * at - 1];
        }
        runs[2 * at] = (uint32_t)best.start;
        runs[2 * at + 1] = (uint32_t)best.end;
        for (size_t word = best.start; word < best.end; word++)
            above[word] = -HUGE_VAL;
    }
    free(above);
    return (ptrdiff_t)count;
}
