/* Tells texts whose characters were set apart by signs, as model/spacing.py does. */

#include "normal.h"

#define ALONE 3 /* as in spacing.py */
#define GAPS 5
#define ODD 3
#define BETWEEN 4

static int is_letter(uint32_t point) {
    return is_small(point) || is_digit(point) || (point >= 0x3041 && point <= 0x3096) ||
           (point >= 0x30A1 && point <= 0x30FA) || (point >= 0x3105 && point <= 0x312F) ||
           (point >= 0x3131 && point <= 0x318E) || (point >= 0x31A0 && point <= 0x31BF) ||
           (point >= 0x31F0 && point <= 0x31FF) || (point >= 0xAC00 && point <= 0xD7A3) ||
           (point >= 0xFF66 && point <= 0xFF9D);
}

static int is_single(const folds *f, size_t at) {
    return at > 0 && at + 1 < f->size && is_letter(f->text[at]) && is_han(f->text[at - 1]) && is_han(f->text[at + 1]);
}

/* The letter of which there are more between Han characters than of all others together, by the vote of Boyer and
   Moore; 0 if there is none. */
static uint32_t sign_letter(const folds *f) {
    uint32_t letter = 0;
    size_t ahead = 0, own = 0, all = 0;
    for (size_t at = 0; at < f->size; at++)
        if (is_single(f, at)) {
            if (ahead == 0)
                letter = f->text[at];
            ahead = f->text[at] == letter ? ahead + 1 : ahead - 1;
        }
    for (size_t at = 0; letter != 0 && at < f->size; at++)
        if (is_single(f, at)) {
            own += f->text[at] == letter;
            all++;
        }
    return 2 * own > all ? letter : 0;
}

static int is_stroke(uint32_t point) { return point == 0x4E28 || point == 0x4E36 || point == 0x4E3F; }

static int is_character(uint32_t point) { return is_han(point) && !is_stroke(point); }

static int is_sign(uint32_t point, uint32_t letter) {
    if (is_han(point))
        return is_stroke(point);
    if (is_letter(point))
        return point == letter;
    return point < 0x20000 || point > 0x3FFFF;
}

/* Where the signs end that begin here and stand between two Han characters; 0 if none do. */
static size_t gap_end(const folds *f, size_t at, uint32_t letter) {
    size_t end = at;
    if (at == 0 || !is_character(f->text[at - 1]))
        return 0;
    while (end < f->size && is_sign(f->text[end], letter))
        end++;
    return end > at && end < f->size && is_character(f->text[end]) ? end : 0;
}

/* Whether this sign stands between words in honest texts too; as _ORDINARY in spacing.py. */
static int is_ordinary(uint32_t point) {
    static const uint32_t WIDE[] = {0xA5,   0xA6,   0xB7,   0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x3001,
                                    0x3002, 0x300A, 0x300B, 0x300C, 0x300D, 0x300E, 0x300F, 0x3010, 0x3011, 0x30FB, 0xFFE5};
    for (size_t at = 0; point >= 0x80 && at < sizeof WIDE / sizeof *WIDE; at++)
        if (point == WIDE[at])
            return 1;
    return point >= ' ' && point < 0x7F && !is_letter(point);
}

static int is_numeral(uint32_t point) {
    static const uint32_t NUMERALS[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    for (size_t at = 0; at < sizeof NUMERALS / sizeof *NUMERALS; at++)
        if (point == NUMERALS[at])
            return 1;
    return 0;
}

static int stands_alone(const folds *f, size_t at, uint32_t letter) {
    return at > 0 && at + 1 < f->size && is_character(f->text[at]) && is_sign(f->text[at - 1], letter) &&
           is_sign(f->text[at + 1], letter) && !is_numeral(f->text[at]);
}

int is_spaced(const folds *f) {
    uint32_t letter = sign_letter(f);
    size_t alone = 0, gaps = 0, odd = 0, characters = 0;
    for (size_t at = 0; at < f->size; at++) {
        alone += (size_t)stands_alone(f, at, letter);
        characters += (size_t)is_character(f->text[at]);
        if (gap_end(f, at, letter) != 0) {
            gaps++;
            odd += !is_ordinary(f->text[at]);
        }
    }
    return gaps > 0 && ((alone >= ALONE && GAPS * alone >= gaps) || (odd >= ODD && BETWEEN * odd >= characters));
}
