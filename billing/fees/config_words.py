"""What the rules of fees are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from billing.fees.config import FeesConfig, Method, RefundRule, Timing
from configuration.asking import Asked, Kind
from configuration.words import Group, SectionWords, describe

WORDS = describe(
    SectionWords(
        section=FeesConfig,
        title=_("Gebühren"),
        about=_("Wie hoch die Gebühr ist, bestimmt der Bund: für jede Erklärung und jede Person, die sich verpflichtet. Sie legen fest, wann und womit man bezahlt."),
        place=80,
        groups=(
            Group("zeitpunkt", _("Wann und womit"), (
                Asked("when", _("Wann wird bezahlt?"), kind=Kind.CHOICE, choices=(
                    (Timing.NONE.value, _("gar nicht")), (Timing.BEFORE_SUBMISSION.value, _("vor dem Absenden")),
                    (Timing.AFTER_DECISION.value, _("nach der Entscheidung")), (Timing.AT_PICKUP.value, _("bei der Abholung")),
                ), hints=(
                    (Timing.BEFORE_SUBMISSION.value, _("Online, am Ende des Antrags")), (Timing.AFTER_DECISION.value, _("Online, über einen Link in der E-Mail")),
                    (Timing.AT_PICKUP.value, _("Bar oder mit Karte an Ihrem Schalter")),
                )),
                Asked("methods", _("Womit kann man online bezahlen?"), _("Kreuzen Sie nichts an, dann gilt alles, was Ihr Bezahldienst anbietet."), kind=Kind.SEVERAL, choices=(
                    (Method.CARD.value, _("Karte")), (Method.PAYPAL.value, _("PayPal")), (Method.SEPA_DEBIT.value, _("SEPA-Lastschrift")),
                    (Method.KLARNA.value, _("Klarna")), (Method.REVOLUT_PAY.value, _("Revolut Pay")),
                ), empty=_("alle, die Ihr Zahlungsdienst bietet")),
            )),
            Group("porto", _("Porto"), (
                Asked("postage_cents", _("Porto, wenn die Urkunde mit der Post kommt"), _("0, wenn Ihre Stadt das Porto trägt; höchstens 50,00 €"), kind=Kind.CENTS, zero=_("nichts: Das Porto trägt Ihre Stadt")),
            )),
            Group("ermaessigung", _("Ermäßigung und Erlass"), (
                Asked("relief_hint", _("Weisen Sie vor dem Bezahlen darauf hin?"), _("Der Hinweis sagt, wann die Gebühr niedriger sein kann, und dass man vor dem Bezahlen bei Ihnen fragt."), kind=Kind.YES_NO),
            ), about=_("Wer weniger oder nichts bezahlt, entscheidet immer ein Mensch bei Ihnen, im einzelnen Fall (§§ 50, 52 bis 54 AufenthV).")),
            Group("erstattung", _("Erstattung"), (
                Asked("refund_rule", _("Wann gibt es die Gebühr zurück?"), kind=Kind.CHOICE, choices=(
                    (RefundRule.LAW.value, _("wie im Gesetz, und mehr, wenn eine Person bei Ihnen es so entscheidet")),
                    (RefundRule.NEVER_BEYOND_LAW.value, _("nur wie im Gesetz")),
                ), hints=((RefundRule.LAW.value, _("Das Gesetz: Sie waren nicht zuständig, oder der Antrag wurde zurückgezogen, bevor die Arbeit begann.")),)),
            )),
        ),
        federal=("fee",),
    )
)  # fmt: skip
