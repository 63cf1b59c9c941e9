"""Texts of a rep's own pages, and of the figures of one rep.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "own_session": ("Training session", "Schulung"),
    "own_until": ("to {time}", "bis {time}"),
    "own_zone": ("Time in {zone}", "Uhrzeit in {zone}"),
    "own_trainer": ("with {name}", "mit {name}"),
    "own_calendar": ("Add to calendar", "In den Kalender"),
    "own_contacts": ("This week", "Diese Woche"),
    "own_n_contacts": ("1 customer to contact|{n} customers to contact", "1 Kundenkontakt|{n} Kundenkontakte"),
    "own_n_more": ("1 more|{n} more", "1 weiterer|{n} weitere"),
    "own_by": ("by {day}", "bis {day}"),
    "own_contact_deck": ("Deck for {account}", "Präsentation für {account}"),
    "own_to_decks": ("Open my decks", "Meine Präsentationen öffnen"),
    "own_next_step": ("Next step", "Nächster Schritt"),
    "own_see_why": ("See why", "Warum?"),
    "own_ask_seat": ("Ask for a seat", "Um einen Platz bitten"),
    "own_seat_subject": ("A seat in the training: {name}", "Ein Platz in der Schulung: {name}"),
    "own_launches": ("Launches", "Einführungen"),
    "own_not_measured": (
        "Nothing has been measured of you yet. Your figures stand here after the next measurement.",
        "Von Ihnen ist noch nichts gemessen. Ihre Zahlen stehen hier nach der nächsten Messung.",
    ),
    "own_readiness": ("Readiness", "Bereitschaft"),
    "own_index": ("{index} of 100", "{index} von 100"),
    "own_index_band": (
        "Between {low} and {high}: a short quiz cannot measure anybody more exactly (90% band).",
        "Zwischen {low} und {high}: Genauer kann ein kurzes Quiz niemanden messen (90-%-Band).",
    ),
    "own_bar": ("The bar is {bar}.", "Die Latte liegt bei {bar}."),
    "own_status_ready": ("The whole band is at the bar or above it.", "Das ganze Band liegt auf der Latte oder darüber."),
    "own_status_developing": (
        "The bar lies inside the band, so it is open on which side of it the true value is.",
        "Die Latte liegt innerhalb des Bandes: Es ist offen, auf welcher Seite der wahre Wert liegt.",
    ),
    "own_status_not_ready": ("The whole band is below the bar.", "Das ganze Band liegt unter der Latte."),
    "own_status_not_enough_data": (
        "There is not enough data to say how ready. That counts neither for nor against anybody.",
        "Es gibt zu wenige Daten, um etwas zu sagen. Das zählt weder für noch gegen jemanden.",
    ),
    "own_holds_back": ("What holds it back most:", "Was am meisten bremst:"),
    "own_parts": ("What it is made of, and what would change it", "Woraus er besteht und was ihn ändern würde"),
    "own_no_evidence": ("no evidence yet", "noch kein Beleg"),
    "own_made_knowledge": (
        "From the first answers to the quiz: the share of the questions that is expected to be right.",
        "Aus den ersten Antworten im Quiz: der Anteil der Fragen, der voraussichtlich richtig beantwortet wird.",
    ),
    "own_made_attendance": (
        "From the attendance lists: minutes attended of the minutes of the session.",
        "Aus den Anwesenheitslisten: besuchte Minuten von den Minuten der Schulung.",
    ),
    "own_made_reinforcement": (
        "From questions answered again some weeks after the training: the share that was right.",
        "Aus Fragen, die einige Wochen nach der Schulung noch einmal beantwortet wurden: der Anteil der richtigen.",
    ),
    "own_made_pitch": (
        "From the last graded pitch: the scores, weighed as the launch's rubric says.",
        "Aus dem letzten bewerteten Verkaufsgespräch: die Punkte, gewichtet nach dem Bewertungsbogen der Einführung.",
    ),
    "own_made_certificate": ("From the certificate, while one is held.", "Aus dem Zertifikat, solange eines gilt."),
    "own_weighs": ("Weight {weight}.", "Gewicht {weight}."),
    "own_counts": ("{share} of it counts, for evidence ages.", "Davon zählen {share}, denn Belege altern."),
    "own_given": ("Last evidence: {day}.", "Letzter Beleg: {day}."),
    "own_costs_nothing": ("What is missing costs no points.", "Was fehlt, kostet keine Punkte."),
    "own_stale": (
        "Some evidence was left out because the product changed since.",
        "Manche Belege zählen nicht mehr, weil sich das Produkt seither geändert hat.",
    ),
    "own_costs": ("Costs {points} points now.", "Kostet zurzeit {points} Punkte."),
    "own_could_knowledge": (
        "All questions right, answered anew, would bring the index to {index}.",
        "Neu beantwortet und alles richtig, käme der Wert auf {index}.",
    ),
    "own_could_attendance": (
        "A whole session would bring the index to {index}.",
        "Eine ganze Schulung brächte den Wert auf {index}.",
    ),
    "own_could_reinforcement": (
        "Answering again and all right would bring the index to {index}.",
        "Noch einmal geantwortet und alles richtig, käme der Wert auf {index}.",
    ),
    "own_could_pitch": (
        "A pitch with full marks would bring the index to {index}.",
        "Ein Verkaufsgespräch mit voller Punktzahl brächte den Wert auf {index}.",
    ),
    "own_could_certificate": (
        "The certificate would bring the index to {index}.",
        "Das Zertifikat brächte den Wert auf {index}.",
    ),
    "own_rows_behind": ("See the 1 row behind it|See the {n} rows behind it", "Die 1 Zeile dahinter|Die {n} Zeilen dahinter"),
    "own_how": ("How this was made", "Wie das entstanden ist"),
    "own_how_readiness": (
        "The index weighs the parts above. What is not known is left out of the sum and of the weights. Older evidence weighs "
        "less and widens the band; it never lowers a share. The bar was set before the launch; it is nobody's average, so "
        "everybody can reach it.",
        "Der Wert gewichtet die Teile oben. Was nicht bekannt ist, fehlt in der Summe und in den Gewichten. Ältere Belege zählen "
        "weniger und machen das Band breiter; sie senken nie einen Anteil. Die Latte wurde vor der Einführung festgelegt; sie "
        "ist kein Durchschnitt, deshalb kann jede und jeder sie erreichen.",
    ),
    "own_to_notice": (
        "What is kept, how scores are made, and your rights",
        "Was gespeichert wird, wie Werte entstehen und Ihre Rechte",
    ),
    "own_sales": ("Sales", "Verkäufe"),
    "own_sold": ("Sold", "Verkauft"),
    "own_expected": ("An average rep would have sold", "Durchschnittlich wäre verkauft worden"),
    "own_added": ("Added beyond that", "Darüber hinaus beigetragen"),
    "own_between": ("between {low} and {high}", "zwischen {low} und {high}"),
    "own_added_above": (
        "The whole band is above 0: more was sold than an average rep would have sold in the same seat.",
        "Das ganze Band liegt über 0: Es wurde mehr verkauft als durchschnittlich an derselben Stelle.",
    ),
    "own_added_below": (
        "The whole band is below 0: less was sold than an average rep would have sold in the same seat.",
        "Das ganze Band liegt unter 0: Es wurde weniger verkauft als durchschnittlich an derselben Stelle.",
    ),
    "own_added_unclear": (
        "It cannot be told from 0: these sales are what an average rep might have sold too.",
        "Das lässt sich nicht von 0 unterscheiden: So viel hätte man auch durchschnittlich verkaufen können.",
    ),
    "own_added_unknown": (
        "There are too few sales to say what was added. That counts neither for nor against anybody.",
        "Es gibt zu wenige Verkäufe, um etwas zu sagen. Das zählt weder für noch gegen jemanden.",
    ),
    "own_picture": (
        "From top to bottom: what was there anyway, what helped or hindered, and what was added. The thin line is the 90% band.",
        "Von oben nach unten: was ohnehin da war, was half oder bremste und was beigetragen wurde. "
        "Die dünne Linie ist das 90-%-Band.",
    ),
    "own_picture_alt": (
        "Waterfall: an average rep would have sold {expected}; added {band}; sold {sold}. The table below has every part.",
        "Wasserfall: durchschnittlich wären {expected} verkauft worden; beigetragen {band}; verkauft {sold}. "
        "Die Tabelle darunter nennt jeden Teil.",
    ),
    "own_split": ("Where the sales came from", "Woher die Verkäufe kamen"),
    "own_split_part": ("Part", "Teil"),
    "own_split_amount": ("Amount", "Betrag"),
    "own_step_legacy": ("Accounts as they were", "Kunden, wie sie waren"),
    "own_step_market": ("Market", "Markt"),
    "own_step_availability": ("Stock on hand", "Lagerbestand"),
    "own_step_demand": ("Demand", "Nachfrage"),
    "own_step_average": ("Average rep would have sold", "Durchschnittlich verkauft"),
    "own_step_contribution": ("Added", "Beigetragen"),
    "own_step_unexplained": ("Not explained", "Nicht erklärt"),
    "own_step_sold": ("Sold", "Verkauft"),
    "own_note_legacy": (
        "what these accounts would have bought anyway, everything as usual",
        "was diese Kunden ohnehin gekauft hätten, wenn alles wie üblich gewesen wäre",
    ),
    "own_note_market": ("territory, season and economy", "Gebiet, Jahreszeit und Wirtschaftslage"),
    "own_note_availability": ("days without stock", "Tage ohne Ware"),
    "own_note_demand": ("how sought-after the products were", "wie gefragt die Produkte waren"),
    "own_note_average": ("the parts above together", "die Teile darüber zusammen"),
    "own_note_contribution": (
        "more or less than an average rep in the same seat",
        "mehr oder weniger als durchschnittlich an derselben Stelle",
    ),
    "own_note_unexplained": ("mostly chance", "meist Zufall"),
    "own_note_sold": ("everything together", "alles zusammen"),
    "own_how_sales": (
        "We ask what an average rep would have sold to the same accounts in the same weeks, with the same stock, market and "
        "demand. What was sold beyond that, or short of it, is what was added. Because luck plays a part, it is pulled towards "
        "the average, the more so the fewer sales there are.",
        "Wir fragen, was durchschnittlich an dieselben Kunden in denselben Wochen verkauft worden wäre, bei gleichem "
        "Lagerbestand, Markt und gleicher Nachfrage. Was darüber oder darunter liegt, ist der Beitrag. Weil Glück mitspielt, "
        "wird er zum Durchschnitt hingezogen, umso mehr, je weniger Verkäufe es gibt.",
    ),
    "own_how_band": (
        "The true value lies outside the 90% band for about one person in ten. These figures help to decide where to train and "
        "support; pay, promotion or dismissal need a person who has heard you.",
        "Bei etwa einer von zehn Personen liegt der wahre Wert außerhalb des 90-%-Bandes. Diese Zahlen helfen zu entscheiden, wo "
        "Schulung und Unterstützung nötig sind; über Bezahlung, Beförderung oder Entlassung entscheidet ein Mensch, der Sie "
        "angehört hat.",
    ),
    "own_is_contested": ("contested", "bestritten"),
    "own_contested_note": (
        "Something these figures rest on is contested and not settled yet.",
        "Etwas, worauf diese Zahlen beruhen, ist bestritten und noch nicht geklärt.",
    ),
    "own_wrong": ("Is something wrong?", "Stimmt etwas nicht?"),
    "own_wrong_text": (
        "You can see every row that went into your figures, and say which one is wrong. Somebody will look into it and answer.",
        "Sie können jede Zeile sehen, die in Ihre Zahlen eingegangen ist, und sagen, welche nicht stimmt. Das wird geprüft, und "
        "Sie bekommen eine Antwort.",
    ),
    "own_to_inputs": ("See everything that went in", "Alles sehen, was eingegangen ist"),
    "own_to_contests": ("What became of my contests", "Was aus meinen Einwänden wurde"),
    "own_notes": ("Coaching notes", "Coaching-Notizen"),
    "own_note_done": ("done", "erledigt"),
    "own_note_due": ("again on {day}", "wieder am {day}"),
    "own_pitches": ("Graded pitches", "Bewertete Verkaufsgespräche"),
    "own_pitch_of": ("{day}, graded by {name}:", "{day}, bewertet von {name}:"),
    "own_pitch_total": ("{total} of 100", "{total} von 100"),
    "own_no_comment": ("no comment", "ohne Anmerkung"),
    "own_inputs": ("What went into my numbers", "Was in meine Zahlen eingegangen ist"),
    "own_inputs_none": (
        "The rows behind your figures are kept from the next measurement on. They will stand here then.",
        "Die Zeilen hinter Ihren Zahlen werden ab der nächsten Messung aufgehoben. Dann stehen sie hier.",
    ),
    "own_inputs_lead": (
        "Every row is one thing your figures rest on, or one that names you and did not count. A sale that is missing: say so at "
        "its account. A session that is missing: say so at the row of the training.",
        "Jede Zeile ist etwas, worauf Ihre Zahlen beruhen, oder etwas, das Sie nennt und nicht zählte. Fehlt ein Verkauf, sagen "
        "Sie es beim Kunden. Fehlt eine Schulung, sagen Sie es in der Zeile zur Schulung.",
    ),
    "own_kind": ("Kind", "Art"),
    "own_kind_all": ("everything", "alles"),
    "own_kind_sale": ("Sale", "Verkauf"),
    "own_kind_waiting": ("Sale that waits", "Wartender Verkauf"),
    "own_kind_quarantined": ("Row that could not be read", "Nicht lesbare Zeile"),
    "own_kind_account": ("Account", "Kunde"),
    "own_kind_cell": ("Account and period", "Kunde und Zeitraum"),
    "own_kind_answer": ("Quiz answer", "Quizantwort"),
    "own_kind_attendance": ("Training", "Schulung"),
    "own_kind_pitch": ("Graded pitch", "Bewertetes Gespräch"),
    "own_kind_certificate": ("Certificate", "Zertifikat"),
    "own_kind_roster": ("Where I work", "Wo ich arbeite"),
    "own_kind_formula": ("Formula", "Formel"),
    "own_find": ("Search, such as an account or a product", "Suchen, etwa nach Kunde oder Produkt"),
    "own_counts_nothing": ("does not count", "zählt nicht"),
    "own_right": ("right", "richtig"),
    "own_wrong_answer": ("not right", "nicht richtig"),
    "own_units": ("1 piece|{n} pieces", "1 Stück|{n} Stück"),
    "own_file_row": ("{file}, row {row}", "{file}, Zeile {row}"),
    "own_say_wrong": ("Say what is wrong with this row", "Sagen, was an dieser Zeile nicht stimmt"),
    "own_look": ("Look at it", "Ansehen"),
    "own_contested_already": (
        "You have contested this row, and nobody has settled it yet.",
        "Sie haben diese Zeile bestritten, und noch niemand hat darüber entschieden.",
    ),
    "own_says": ("What is wrong?", "Was stimmt nicht?"),
    "own_says_hint": (
        "In your own words. Whoever looks into it reads exactly this.",
        "In Ihren eigenen Worten. Wer es prüft, liest genau das.",
    ),
    "own_says_problem": (
        "Say what is wrong, in at most 1,500 letters.",
        "Sagen Sie, was nicht stimmt, in höchstens 1.500 Zeichen.",
    ),
    "own_should_be": ("What should it be? (if you know)", "Wie wäre es richtig? (falls Sie es wissen)"),
    "own_should_hint": (
        "Such as: sold 12, not 2; or: I was there on 3 March.",
        "Etwa: 12 verkauft, nicht 2; oder: Am 3. März war ich dort.",
    ),
    "own_what_happens": (
        "It goes to sales operations with your name. Until it is settled, the figures that rest on it are called contested. If "
        "you are right, the source is corrected and the figures change at the next measurement.",
        "Es geht mit Ihrem Namen an Sales Operations. Bis zur Entscheidung heißen die Zahlen, die darauf beruhen, bestritten. "
        "Haben Sie recht, wird die Quelle berichtigt, und die Zahlen ändern sich mit der nächsten Messung.",
    ),
    "own_send": ("Send", "Absenden"),
    "own_contests": ("My contests", "Meine Einwände"),
    "own_contests_none": (
        "You have contested nothing. At every row of your figures you can say what is wrong with it.",
        "Sie haben nichts bestritten. Bei jeder Zeile Ihrer Zahlen können Sie sagen, was nicht stimmt.",
    ),
    "own_sent": (
        "It is sent. You see here what becomes of it.",
        "Abgeschickt. Hier sehen Sie, was daraus wird.",
    ),
    "own_contest_open": ("Open", "Offen"),
    "own_contest_upheld": ("You were right", "Sie hatten recht"),
    "own_contest_rejected": ("It stays as it is", "Es bleibt dabei"),
    "own_contest_dropped": ("Taken back", "Zurückgenommen"),
    "own_contest_then_open": (
        "Somebody will look into it. The figures that rest on it are called contested until then.",
        "Es wird geprüft. Bis dahin heißen die Zahlen, die darauf beruhen, bestritten.",
    ),
    "own_contest_then_upheld": (
        "The source is corrected; the figures change at the next measurement.",
        "Die Quelle wird berichtigt; die Zahlen ändern sich mit der nächsten Messung.",
    ),
    "own_contest_then_rejected": (
        "The row counts as before. If there is something new, you can contest it again.",
        "Die Zeile zählt wie zuvor. Gibt es etwas Neues, können Sie sie wieder bestreiten.",
    ),
    "own_contest_then_dropped": ("You took it back.", "Sie haben es zurückgenommen."),
    "own_contest_of": ("No. {n} of {moment}", "Nr. {n} vom {moment}"),
    "own_contest_n": ("no. {n}", "Nr. {n}"),
    "own_settled": ("Settled by {name}, {moment}", "Entschieden von {name}, {moment}"),
    "own_drop": ("Take it back", "Zurücknehmen"),
    "own_decks_none": (
        "There are no decks for you yet. They stand here once your channel's are made.",
        "Für Sie gibt es noch keine Präsentationen. Sie stehen hier, sobald die Ihres Vertriebswegs gemacht sind.",
    ),
    "own_decks_find": ("Customer or industry", "Kunde oder Branche"),
    "own_decks_all": ("See the 1 deck|See all {n} decks", "Die 1 Präsentation|Alle {n} Präsentationen"),
    "own_deck_get": ("Get the deck", "Präsentation holen"),
    "own_deck_outdated": ("out of date", "überholt"),
    "own_deck_old": ("replaced", "ersetzt"),
}
