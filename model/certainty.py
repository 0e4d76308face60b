"""How sure harm must be in what is read again, and beside a one-time code; in whole texts see `SURE` in cues.py."""

THREAT_BESIDE = 0.5
"""A harmful text is a threat where this is so probable beside harassment, not only where it is likelier.

One clause by which others hear of it makes a threat of a text that harasses otherwise, and a model that adds up what it
sees is outvoted by the rest; who overlooks it lets a threat through, who sees one too many names a wrong kind of harm,
as where kin are only cursed. With 1, 0.5, 0.25 and 0.1 (244,432 samples) 458, 459, 461 and 463 of the exam's 470
threats are found, of the 851 messages as pages show them 34, 33, 35 and 36 are wrong (269, 271, 271 and 272 of 288
threats found), of clear real ones four.
"""

DOUBTED = 0.1
"""A text taken for normal in which harm is so probable is read again, as if words and phrases were disguised in it.

That is one everyday message of 21, with 0.2 of 36. Of harmful messages of the exam 97.0 and 96.8 % were kept in
homophones with 0.1 and 0.2, 96.4 and 96.1 in initials, of the other families as many within 0.2; with either 15 of
24,520 everyday messages were flagged (178,990 samples).

What is then found must be as sure as anything else that holds so much evidence; what is undone counts as such, that it
was undone does not. Where 0.93 was asked for instead, and 0.8 where two words were undone, 98.1 % were kept in pinyin
(now 98.4), 96.6 out of order (97.1), 96.5 in homophones (96.3), 97.4 in look-alikes (97.1), 96.3 under two disguises
(96.4), and 13 of 24,520 everyday messages, not disguised, were flagged (11; 177,189 samples).
"""

SURE_ALONE, SURE_SAYING_LITTLE = 0.95, 0.99
"""What only one sentence of a text says, read alone, must be so probable, and is never blocked; the second counts where
it holds no more than LITTLE `evidence` (`cues.py`) of a debt and of harm.

A model that adds up what it sees is outvoted by lawful sentences around a threat: of the exam's harmful texts one of
177,277 samples, learnt buried too, finds 75 % with a lawful text of the exam behind them and 61 % between two; with
each sentence read too these are 91 and 87 % (`benchmarks.buried`). Of single messages an earlier model flagged four
more harmful and one more lawful of the exam so, and one of 24,520 everyday ones.
"""

LITTLE = 2
"""Evidence of which a sentence may hold one by chance."""

SURE_TORN = 0.75
"""What is found in a text that is read again only as it falls apart (`torn.py`) must be so probable at least.

With 0.6, 166 everyday messages are flagged under seven disguises, not 161, and nothing more is kept. Whatever else is
found in doubt need be no surer than anything that holds so much evidence: where 0.6 was asked of it at least, 97.48 %
were kept in initials, 97.09 in look-alikes, 96.98 out of order and 96.38 under two disguises, without that 97.53,
97.20, 97.09 and 96.43, for one everyday message more (234,459 samples).
"""

SURE_ANEW = 0.35
"""Where words were undone that may be read amiss, harm must still be so probable when all of the text is read anew.

Else a text that says something else in initials, or in characters that look like a word that is sought, is taken for
what it does not say. With 0.5, 50 everyday messages in initials are flagged, not 51, and 21 in digits for letters, not
24; of harmful ones 96.8 % are kept in look-alikes, not 96.95, and 96.0 under two disguises, not 96.2 (234,460 samples).
Without it 7 and 4 more were flagged than with 0.5, with 0.7 5 and 1 fewer (221,342).
"""

DRAWS, SURE_DRAWN, SURE_DRAWN_TORN, SURE_DRAWN_ANEW = 16, 0.75, 0.85, 0.6
"""Where letters are read as initials, a text is read in so many draws besides (`respelling.py`), and is harmful only if
it is so probable on the average of them: more where only its falling apart speaks for reading it in doubt, less where
it is harmful as it stands. Any letter stands for hundreds of characters, and one harmful reading among many is chance.

Of 24,520 everyday messages in initials 42 are flagged without, 21 with this (means of three seeds), and 98.1 and 97.5 %
of the harmful texts that are found undisguised (of four). Nothing does better by counting harmful draws instead.
"""

LONGEST_DRAWN = 100
"""Longer texts are read in no draws, which would make a text of 1,000 characters take nine times as long: of 118
everyday messages for which draws are asked one is longer.
"""

SURE_BESIDE_CODE = 0.95
"""What is harmful though it hands over a one-time code must be so probable, and is never blocked.

Of 282 lawful samples, 15 lawful texts of the exam and 2 real ones that hold a code none was flagged at any certainty;
five samples are harmful beside one, as a collector may put one behind what he says (177,189 samples).
"""
