"""From facts to sentences: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from loudspeaker import errors
from loudspeaker.sentences import (
    concerns,
    configuration,
    content,
    doors,
    machine,
    people,
    policy,
    pulling,
    recordings,
    whereabouts,
)

Sentence = Callable[[Any], str]

SENTENCES: Mapping[type[errors.LoudspeakerError], Sentence] = {
    errors.InternalError: machine.internal,
    errors.UsageRefused: whereabouts.usage,
    errors.RoleMissing: policy.role_missing,
    errors.PersonUnknown: policy.person_unknown,
    errors.SimulatedOnly: policy.simulated_only,
    errors.SelfApproval: policy.self_approval,
    errors.ClockUnknown: policy.clock_unknown,
    errors.AuthorsDelegate: people.authors_delegate,
    errors.DelegationRefused: people.delegation_refused,
    errors.PeopleRefused: people.people_refused,
    errors.SignInRefused: doors.sign_in_refused,
    errors.QuietHours: policy.quiet_hours,
    errors.MourningDays: policy.mourning_days,
    errors.DayLimit: policy.day_limit,
    errors.ProgrammeDevice: policy.programme_device,
    errors.ConcernsRaised: concerns.raised,
    errors.ConcernsUnconfirmed: concerns.unconfirmed,
    errors.Stopped: policy.stopped,
    errors.NotTheSpeaker: policy.not_the_speaker,
    errors.TemplateUnapproved: policy.template_unapproved,
    errors.Unconfirmed: policy.unconfirmed,
    errors.TextRefused: content.text_refused,
    errors.WordRefused: content.word_refused,
    errors.EntryRefused: content.entry_refused,
    errors.EntryOutdated: content.entry_outdated,
    errors.FieldRefused: content.field_refused,
    errors.TimeRefused: content.time_refused,
    errors.PasswordRefused: doors.password_refused,
    errors.FileRefused: content.file_refused,
    errors.SoundRefused: content.sound_refused,
    errors.LanguageRefused: recordings.language_refused,
    errors.SignalRefused: content.signal_refused,
    errors.NotFound: whereabouts.not_found,
    errors.WrongState: whereabouts.wrong_state,
    errors.NotNow: whereabouts.not_now,
    errors.ModelMissing: whereabouts.model_missing,
    errors.IntegrityFailure: machine.integrity,
    errors.ProcessUnavailable: machine.unavailable,
    errors.PluginFailed: machine.plugin_failed,
    errors.StopUnanswered: machine.stop_unanswered,
    errors.StorageFailure: machine.storage,
    errors.DiskFull: machine.disk_full,
    errors.EmergencyUnkept: machine.emergency_unkept,
    errors.DeviceFailure: machine.device,
    errors.SpeechFailure: machine.speech_failed,
    errors.DownloadFailure: machine.download_failed,
    errors.PullFailure: pulling.failed,
    errors.PullRefused: pulling.refused,
    errors.HomeBusy: machine.home_busy,
    errors.ConfigurationRefused: configuration.refused,
}


def sentence(error: errors.LoudspeakerError) -> str:
    """Return what happened and what to do next; an error without a sentence shows its facts."""
    say = SENTENCES.get(type(error), machine.unknown)
    return say(error)
