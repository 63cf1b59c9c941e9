"""Worked lines: what the messages of the two sample launches have to say, written down by hand."""

from __future__ import annotations

PILOT = "Next step for you and your finance lead, within 30 days: sign a five-shop pilot, with a stop clause if the test fails."
MEETING_IN = "Next step for you and your sales representative, within 30 days: bring"
MOBILE = (
    "The BR40 moves the shop to mobile data within 3 seconds. Each shop needs mobile signal. "
    "Lab report LT-117 shows the switchover second by second."
)
SD5 = "Service description SD-5 lists what is covered and what is not, on one page."
PLAN = "Onboarding plan OP-2 shows each of the days with both phones ringing."

# Where these lines differ from the first draft of the examples, they do so on purpose: an act is asked for within so many days,
# not by a weekday; a bound stands before its number; "by the next business day" is what the spec says, "within 1 business day"
# is not; "with a single click" is the factory's own word; "the numbers" and not "every number", as some are withheld.
ROUTER = {
    "R1-recognise": (
        "When a shop's line drops, the tills freeze and the queue walks out. One 62-shop chain logged 41 line failures in "
        "90 days, typically 38 minutes each. Count last quarter's line failures in your three busiest shops and send us "
        "the list, within 7 days."
    ),
    "R1-define": (
        "Ask every supplier how long your tills stand still when a line drops. Your limit is at most 10 seconds: the card "
        "terminal gives up after 10 seconds. Add this line, with your own limit if it differs, to your requirement list, "
        "today."
    ),
    "R1-evaluate": (
        f"When a shop's line drops, your tills keep trading. {MOBILE} Choose your worst shop and pull its cable while you "
        "watch the till, within 7 days."
    ),
    "R1-decide": (
        "You may worry that the switch to mobile drops payments half-way. Test exactly that: pull the cable in the middle "
        "of a card payment and watch what happens. If a payment fails, the stop clause ends the pilot. Lab report LT-117 "
        f"shows the switchover second by second. {PILOT}"
    ),
    "R1-implement": (
        "You choose the mobile operator; each shop's signal is checked before the box leaves Northway. Send us the first "
        "five shop addresses and opening hours, within 7 days."
    ),
    "R1-review": (
        "You set out to keep every till trading when a line fails. Count the same thing as before: line failures that "
        f"stopped a till. {MEETING_IN} the list of line failures to the 90-day review."
    ),
    "R2-evaluate": (
        f"When the line fails on a Saturday, your staff keep serving. {MOBILE} Pick the shop and the Saturday hour for the "
        "test, within 7 days."
    ),
    # "have to fix", not "will be asked to fix": the headline asks "What if your managers have to fix technology?"
    "R2-decide": (
        "You may worry that your managers have to fix technology. Stand at the till during the test: the switch happens "
        "with nobody pressing anything. Lab report LT-117 shows the switchover second by second. Name the five pilot "
        "shops, within 7 days."
    ),
    "R3-evaluate": (
        "When a new shop opens, your engineers stay at their desks. The BR40 collects its own settings within 7 minutes. "
        "Shop staff connect power and one cable; nobody else needs to be there. The installation guide fits on two pages "
        "and names no tool. Give one shop manager a sealed box and time how long the network takes, within 7 days."
    ),
    "R4-recognise": (
        "When a box dies in year four, an unplanned purchase lands mid-quarter. Find last year's unplanned network "
        "purchases and bring the total to the call, within 7 days."
    ),
    "R4-evaluate": (
        "When a box dies in year four, the replacement is already paid for. The BR40 is replaced before you send the old "
        f"one back, by the next business day, for 5 years. Weekends and public holidays do not count. {SD5} Ask for the "
        "cost sheet for one shop and look for year four, today."
    ),
    "R5-evaluate": (
        "When the card-payment audit comes round, only the payment network is in scope. The BR40 keeps 8 separate "
        "networks apart in each shop, from one template. Your assessor still signs off the audit. What the product does "
        "is stated in the factory's specification. Send the template to your assessor and ask what would "
        "still be in scope, within 7 days."
    ),
}
PHONE = {
    "R1-evaluate": (
        "When three lines ring at once on Monday morning, your front desk still has the numbers to ring back. Clarity "
        "Voice lists each caller who hung up, ready to ring back with a single click. Withheld numbers cannot be listed. "
        "You can try the list on your own missed calls during the trial. Next step for you and your front desk, within 7 "
        "days: run one Monday morning on the trial and count the callers you win back."
    ),
    "R2-recognise": (
        "When the phone provider changes, the number patients know goes dead for a day. “Our number is on every "
        "appointment card of the last ten years.” Write down what one day without your number would cost, within 7 days."
    ),
    "R2-define": (
        "Ask every supplier how many days your old and new phones ring together. Your limit is at least 5 days: staff "
        "need a working week to get used to it. Put this line and its test in your request for quotes, today."
    ),
    "R2-evaluate": (
        "When the phone provider changes, patients still reach you on the number they know. Clarity Voice rings your old "
        "and new phones side by side for at least 14 days while your number moves. Your number has to be with a national "
        f"operator. {PLAN} Move one number with both phones ringing and note any lost calls, within 7 days."
    ),
    "R2-decide": (
        "You may worry that the old contract ends before the new line works. The old contract stays until both phones "
        f"have rung side by side and you say so. {PLAN} Take the one-page switch plan to the partner meeting, within 7 "
        "days."
    ),
    "R2-implement": (
        "You send the number list; Belltower files the transfer; your desk keeps its old phones until you say so. Send "
        "the number list and the current bill, within 7 days."
    ),
    "R2-review": (
        "You set out to change provider without losing the number or a day of calls. Count the same thing as before: "
        f"calls lost on moving day. {MEETING_IN} the count of lost calls to the 30-day review."
    ),
    "R3-evaluate": (
        "When you close or merge a site, your bill falls the month after your headcount does. Clarity Voice bills by the "
        "person, 1 month at a time. Handsets are charged separately. The price list shows the term on the first page. Ask "
        "for the invoice of one of your sites with one desk fewer on it, today."
    ),
    "R3-decide": (
        "You may worry that a monthly deal hides a price rise. Ask for the price and the notice period in the same "
        "sentence, and keep both in writing. The price list shows the term on the first page. Sign one of your sites for "
        "one month, within 7 days."
    ),
    "R4-evaluate": (
        "When the phones go down, you can show the partners how long it may last. Clarity Voice sets a written limit on "
        "downtime of no more than 5 minutes a month. Announced maintenance is excluded; beyond the limit you receive a "
        "credit. SLA v7, clause 2 states the limit and the credit you receive. Read clause 2 beside your partners' limit "
        "and ask us anything it leaves open, today."
    ),
    "R5-evaluate": (
        "When a patient calls about an invoice, your front desk greets patients by name. Clarity Voice opens the caller's "
        "record within 2 seconds of the first ring in 19 calls of 20. Your record system has to be on the tested list. "
        "The list of tested record systems has a date beside each name. Next step for you and your front desk, within 7 "
        "days: time the same ten calls on the trial."
    ),
    # the web shop's line: what it is, its price and term, where to read it, the order
    "R3-decide-transactional": (
        "Clarity Voice bills by the person, 1 month at a time. Handsets are charged separately. The price list shows the "
        "term on the first page. Sign one of your sites for one month, within 7 days."
    ),
    # to a large buyer: what the step has to leave behind
    "R2-decide-enterprise": (
        "You may worry that the old contract ends before the new line works. The old contract stays until both phones "
        f"have rung side by side and you say so. {PLAN} You can close this step with “A decision of the partners” in hand. "
        "Take the one-page switch plan to the partner meeting, within 7 days."
    ),
    "R2-evaluate-enterprise": (
        "When the phone provider changes, patients still reach you on the number they know. Clarity Voice rings your old "
        "and new phones side by side for at least 14 days while your number moves. Your number has to be with a national "
        f"operator. {PLAN} Hold the test against one figure: calls lost on moving day. Move one number with both phones "
        "ringing and note any lost calls, within 7 days."
    ),
}
GERMAN_LINES = {
    "R1-define-de": (
        "Fragen Sie jeden Anbieter, wie lange Ihre Kassen stillstehen, wenn eine Leitung ausfällt. Ihre Grenze: höchstens "
        "10 Sekunden, denn nach 10 Sekunden gibt das Kartenterminal auf. Bitte noch heute: Nehmen Sie diese Zeile in Ihre "
        "Anforderungsliste auf, mit Ihrer eigenen Grenze, falls sie abweicht."
    ),
    "R1-evaluate-de": (
        "In einer Filiale fällt die Leitung aus: Ihre Kassen kassieren weiter. BR40 schaltet die Filiale innerhalb von 3 "
        "Sekunden auf Mobilfunk um. Jede Filiale braucht Mobilfunkempfang. Der Laborbericht LT-117 zeigt die Umschaltung "
        "Sekunde für Sekunde. Bitte innerhalb von 7 Tagen: Wählen Sie Ihre schwierigste Filiale und ziehen Sie dort das "
        "Kabel, während Sie auf die Kasse sehen."
    ),
    "R4-evaluate-de": (
        "Im vierten Jahr fällt ein Gerät aus: Der Ersatz ist schon bezahlt. BR40 wird 5 Jahre lang bis zum nächsten "
        "Werktag ersetzt, noch bevor Sie das alte Gerät zurückschicken. Wochenenden und Feiertage zählen nicht. Die "
        "Leistungsbeschreibung SD-5 sagt auf einer Seite, was abgedeckt ist und was nicht. Bitte noch heute: Fordern Sie "
        "das Kostenblatt für eine Filiale an und suchen Sie darin das vierte Jahr."
    ),
    # "4 networks" is the customer's noun, which no table translates: the number stands alone
    "R5-define-de": (
        "Fragen Sie jeden Anbieter, wie viele Netze in jeder Filiale getrennt bleiben. Ihre Grenze: mindestens 4, denn "
        "mit weniger fällt das ganze Filialnetz unter die Prüfung. Bitte noch heute: Nehmen Sie diese Zeile in Ihre "
        "Anforderungsliste auf, mit Ihrer eigenen Grenze, falls sie abweicht."
    ),
    "R5-review-de": (
        "Sie wollten alles außer dem Zahlungsnetz aus der Prüfung heraushalten. Zählen Sie dasselbe wie vorher: Systeme, "
        "die unter die Prüfung fallen. Nächster Schritt für Sie und Ihre Ansprechperson im Vertrieb, innerhalb von 30 "
        "Tagen: Bringen Sie die Systemliste Ihres Prüfers zum Rückblick mit."
    ),
}
