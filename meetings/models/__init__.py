"""The tables, one file per aggregate; importing this room knows them all."""

from meetings.models.accounts import Account, Carried, FailedTry, RecoveryCode, SignOn, StaffMail, Stay
from meetings.models.announcements import Announcement
from meetings.models.attendance import Attendance, AttendanceDecision, Import, ReportedFigure
from meetings.models.base import Base
from meetings.models.board import BoardAct
from meetings.models.certificates import Certificate, CertificateRule
from meetings.models.consents import Consent, PersonConsent
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient, CampaignVisit
from meetings.models.contacts.contacts import (
    Contact,
    ContactInterest,
    ContactList,
    ContactListMember,
    ContactRole,
)
from meetings.models.contacts.imports import ContactBody, ContactImport, ContactImportRow, ContactKey
from meetings.models.contacts.letters import LetterCounter, LetterRecipient, LetterSlot, OfficialLetter
from meetings.models.cop.accreditation import BothStand, FundingRule
from meetings.models.cop.admissions import (
    Admission,
    AdmissionRule,
    Application,
    ApplicationFile,
    OrganizationName,
)
from meetings.models.cop.conferences import AgendaItem, ConferenceRecord, MeetingRoom, Segment, SessionItem
from meetings.models.cop.credentials import BureauReport, CredentialsFile
from meetings.models.cop.daily_journal import JournalCopy, JournalDay
from meetings.models.cop.delegations import (
    ChangeRequest,
    Credentials,
    Delegation,
    FocalPoint,
    Funding,
    Identity,
    Letter,
    Nomination,
    Participation,
    ParticipationMeeting,
    TrackEvent,
)
from meetings.models.cop.documents import DocumentItem, DocumentVersion, OfficialDocument
from meetings.models.cop.entering import ConnectionTest, ConnectionTime
from meetings.models.cop.kronos import ExchangeFile, ExternalId
from meetings.models.cop.lists import ListCopy, ListEntry, ListSeen, ListSetting
from meetings.models.cop.papers import Badge, CheckIn, Paper, PaperSettings, RefusedScan
from meetings.models.cop.parties import DepositaryCount, PartyDecision, PartyName
from meetings.models.cop.side_events import SideEvent, SideEventCall
from meetings.models.cop.statements import Statement
from meetings.models.devices import DeviceCode
from meetings.models.doubles import Apart, Merge
from meetings.models.drafts import Draft
from meetings.models.erasures import Erasure
from meetings.models.foreign import ForeignCalendar, ForeignMeeting
from meetings.models.jobs import Job, JobPiece
from meetings.models.journal import Audit, Heartbeat, Idempotency, Lease, ZoneDataUsed
from meetings.models.kept import Caption, DiscardedFile, LinkCheck, MaterialVersion, Release, Viewer
from meetings.models.keys import PersonKey
from meetings.models.links import Link, LinkAsked
from meetings.models.live.floor import FloorList, FloorRules, FloorStatement, Intervention
from meetings.models.live.hours import LiveHour
from meetings.models.live.interpretation import (
    InterpreterBrief,
    InterpreterPair,
    LanguageService,
    Pronunciation,
)
from meetings.models.live.questions import LiveNote, LiveQuestion
from meetings.models.live.run_sheets import PanelistTest, Rehearsal, RehearsalGuest, RunSheetTask
from meetings.models.live.told import HookEvent
from meetings.models.messages import Inbound, MailPhrases, Message, Notice, Pace, Pause
from meetings.models.panel.assistants import Assistant
from meetings.models.panel.invitations import PanelHeard, PanelInvitation
from meetings.models.panel.papers import Availability, PanelLetter, PanelSettings, Profile
from meetings.models.panel.proposals import PanelProposal
from meetings.models.parties import Organization, Party, PartyStatus
from meetings.models.people import Mailbox, OptOut, Person, PersonMailbox, Refusal
from meetings.models.platforms import (
    PlatformAccount,
    PlatformChoice,
    PlatformDefault,
    PlatformMeeting,
    PlatformWay,
)
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Material, Panelist, Recording
from meetings.models.registrations import Place, Registration, RegistrationEvent
from meetings.models.reports import ReportCopy
from meetings.models.slots import Seats, Slot, SlotVersion
from meetings.models.staff import ApiToken, Grant, SignIn, User
from meetings.models.subscriptions import Subscription, SubscriptionException
from meetings.models.surveys import Answer, AnswerText, Asked, Ballot, Box, Gone, Sealed, Survey
from meetings.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery, WebhookEvent, WebhookWant

__all__ = [
    "Account",
    "Admission",
    "AdmissionRule",
    "AgendaItem",
    "Announcement",
    "Answer",
    "AnswerText",
    "Apart",
    "ApiToken",
    "Application",
    "ApplicationFile",
    "Asked",
    "Assistant",
    "Attendance",
    "AttendanceDecision",
    "Audit",
    "Availability",
    "Badge",
    "Ballot",
    "Base",
    "BoardAct",
    "BothStand",
    "Box",
    "BureauReport",
    "Campaign",
    "CampaignRecipient",
    "CampaignVisit",
    "Caption",
    "Carried",
    "Certificate",
    "CertificateRule",
    "ChangeRequest",
    "CheckIn",
    "ConferenceRecord",
    "ConnectionTest",
    "ConnectionTime",
    "Consent",
    "Contact",
    "ContactBody",
    "ContactImport",
    "ContactImportRow",
    "ContactInterest",
    "ContactKey",
    "ContactList",
    "ContactListMember",
    "ContactRole",
    "Credentials",
    "CredentialsFile",
    "Delegation",
    "DepositaryCount",
    "DeviceCode",
    "DiscardedFile",
    "DocumentItem",
    "DocumentVersion",
    "Draft",
    "Erasure",
    "ExchangeFile",
    "ExternalId",
    "FailedTry",
    "FloorList",
    "FloorRules",
    "FloorStatement",
    "FocalPoint",
    "ForeignCalendar",
    "ForeignMeeting",
    "Funding",
    "FundingRule",
    "Gone",
    "Grant",
    "Heartbeat",
    "HookEvent",
    "Idempotency",
    "Identity",
    "Import",
    "Inbound",
    "InterpreterBrief",
    "InterpreterPair",
    "Intervention",
    "Job",
    "JobPiece",
    "JournalCopy",
    "JournalDay",
    "LanguageService",
    "Lease",
    "Letter",
    "LetterCounter",
    "LetterRecipient",
    "LetterSlot",
    "Link",
    "LinkAsked",
    "LinkCheck",
    "ListCopy",
    "ListEntry",
    "ListSeen",
    "ListSetting",
    "LiveHour",
    "LiveNote",
    "LiveQuestion",
    "MailPhrases",
    "Mailbox",
    "Material",
    "MaterialVersion",
    "MeetingRoom",
    "Merge",
    "Message",
    "Nomination",
    "Notice",
    "OfficialDocument",
    "OfficialLetter",
    "OptOut",
    "Organization",
    "OrganizationName",
    "Pace",
    "PanelHeard",
    "PanelInvitation",
    "PanelLetter",
    "PanelProposal",
    "PanelSettings",
    "Panelist",
    "PanelistTest",
    "Paper",
    "PaperSettings",
    "Participation",
    "ParticipationMeeting",
    "Party",
    "PartyDecision",
    "PartyName",
    "PartyStatus",
    "Pause",
    "Person",
    "PersonConsent",
    "PersonKey",
    "PersonMailbox",
    "Place",
    "PlatformAccount",
    "PlatformChoice",
    "PlatformDefault",
    "PlatformMeeting",
    "PlatformWay",
    "Profile",
    "Programme",
    "Pronunciation",
    "Recording",
    "RecoveryCode",
    "Refusal",
    "RefusedScan",
    "Registration",
    "RegistrationEvent",
    "Rehearsal",
    "RehearsalGuest",
    "Release",
    "ReportCopy",
    "ReportedFigure",
    "RunSheetTask",
    "Sealed",
    "Seats",
    "Segment",
    "Session",
    "SessionItem",
    "SideEvent",
    "SideEventCall",
    "SignIn",
    "SignOn",
    "Slot",
    "SlotVersion",
    "StaffMail",
    "Statement",
    "Stay",
    "Stream",
    "Subscription",
    "SubscriptionException",
    "Survey",
    "TrackEvent",
    "User",
    "Viewer",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEvent",
    "WebhookWant",
    "ZoneDataUsed",
]
