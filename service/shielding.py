"""Hides third persons in evidence: in texts and remarks, and where a name stands for a number."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from service.duplicates import number_key
from service.evidence import Campaign, Evidence, Exhibit
from service.masking import MASK, masked, names_among, names_in, sender_masks, without_quotes
from service.patterns import Patterns
from service.refusals import Refusal


def without_third_persons(evidence: Evidence) -> Evidence:
    """The evidence as it may be shown to others."""
    # what signs its texts with its own name is no third person
    signed = {group.name for group in evidence.patterns.signatures}
    names = names_in(each.message.text for each in evidence.exhibits) | names_among(evidence.people - signed)
    masks = _sender_masks(evidence, signed)
    shown = tuple(_masked(each, names, masks) for each in evidence.exhibits)
    keys = {number_key(sender): number_key(mask) for sender, mask in masks.items()}
    return replace(
        evidence,
        exhibits=shown,
        patterns=_patterns(evidence.patterns, names, masks),
        campaigns=tuple(_masked_campaign(each, shown, masks) for each in evidence.campaigns),
        masked=True,
        contacts={keys.get(key, key): MASK for key in evidence.contacts},
        people=frozenset(),
    )


def _sender_masks(evidence: Evidence, signed: Container[str]) -> Mapping[str, str]:
    """What is shown instead of senders that are names, but for those who signed."""
    messages = [each.message for each in evidence.exhibits]
    messages += [refusal.message for refusal in evidence.patterns.refusals if refusal.message]
    return sender_masks(message.sender for message in messages if message.sender and message.sender not in signed)


def _patterns(found: Patterns, names: frozenset[str], masks: Mapping[str, str]) -> Patterns:
    """The patterns with names hidden where they stand for a number, and in what the owner wrote to refuse."""
    return replace(
        found,
        refusals=tuple(_refusal(each, names, masks) for each in found.refusals),
        senders=tuple(replace(each, name=masks.get(each.name, each.name)) for each in found.senders),
        signatures=tuple(
            replace(each, others=tuple(masks.get(sender, sender) for sender in each.others))
            for each in found.signatures
        ),
    )


def _refusal(refusal: Refusal, names: frozenset[str], masks: Mapping[str, str]) -> Refusal:
    message = refusal.message
    if message is None:
        return refusal
    text, sender = masked(message.text, names), masks.get(message.sender or "", message.sender)
    return replace(refusal, message=replace(message, text=text, sender=sender))


def _masked_campaign(campaign: Campaign, shown: Sequence[Exhibit], masks: Mapping[str, str]) -> Campaign:
    senders = tuple(masks.get(sender, sender) for sender in campaign.senders)
    return replace(campaign, text=shown[campaign.exhibits[-1] - 1].message.text, senders=senders)


def _masked(exhibit: Exhibit, names: frozenset[str], masks: Mapping[str, str]) -> Exhibit:
    """The exhibit with third persons hidden, and these names; of its reasons, those stay that quote nothing hidden."""
    text = masked(exhibit.message.text, names)
    remark = exhibit.message.remark
    hidden = masked(without_quotes(remark), names) if remark else None
    sender = masks.get(exhibit.message.sender or "", exhibit.message.sender)
    message = replace(exhibit.message, text=text, sender=sender, name=None, remark=hidden)
    if exhibit.judgement is None:
        return replace(exhibit, message=message)
    kept = tuple(
        reason._replace(start=text.find(reason.text), end=text.find(reason.text) + len(reason.text))
        for reason in exhibit.judgement.reasons
        if reason.text in text
    )
    return replace(exhibit, message=message, judgement=exhibit.judgement._replace(reasons=kept))
