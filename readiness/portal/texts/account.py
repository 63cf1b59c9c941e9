"""Texts of one's own account, of signing in with more than a password, and of the notice.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "sign_in_company": ("Sign in with your company account", "Mit dem Firmenkonto anmelden"),
    "to_sign_in": ("Back to signing in", "Zurück zur Anmeldung"),
    "forgotten_ask": ("Forgotten your password?", "Passwort vergessen?"),
    "forgotten_title": ("Forgotten your password", "Passwort vergessen"),
    "forgotten_lead": (
        "We mail you a link that sets a new one. Your present password holds until then.",
        "Wir senden Ihnen einen Link, mit dem Sie ein neues festlegen. Bis dahin gilt Ihr bisheriges Passwort.",
    ),
    "forgotten_do": ("Send the link", "Link senden"),
    "forgotten_sent": (
        "If this address has an account, a mail with a link is on its way. The link works for one hour.",
        "Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail mit einem Link unterwegs. Der Link gilt eine Stunde.",
    ),
    "forgotten_nothing": (
        "Nothing came? Look into the spam folder, or ask whoever gave you your account.",
        "Nichts angekommen? Sehen Sie im Spam-Ordner nach, oder fragen Sie, wer Ihnen Ihr Konto gegeben hat.",
    ),
    "forgotten_no_mail": (
        "Password forgotten? Ask whoever gave you your account for a new link.",
        "Passwort vergessen? Bitten Sie, wer Ihnen Ihr Konto gegeben hat, um einen neuen Link.",
    ),
    "code_title": ("One more step", "Noch ein Schritt"),
    "code": ("Code", "Code"),
    "code_hint": (
        "The six digits your app shows now. Lost the phone? One of your recovery codes works too.",
        "Die sechs Ziffern, die Ihre App gerade zeigt. Telefon verloren? Ein Ersatzcode geht auch.",
    ),
    "code_other": ("Sign in as somebody else", "Als jemand anderes anmelden"),
    "WrongCodeError": (
        "This code is wrong, too old, or was used before. Wait for the next one.",
        "Dieser Code ist falsch, zu alt oder wurde schon benutzt. Warten Sie auf den nächsten.",
    ),
    "NotFromHereError": (
        "This sign-in was not begun in this browser, or took too long. Begin again.",
        "Diese Anmeldung wurde nicht in diesem Browser begonnen, oder sie hat zu lange gedauert. Beginnen Sie noch einmal.",
    ),
    "NotBelievedError": (
        "The company's sign-in service let you in in a way we cannot trust, or not at all. Begin again.",
        "Der Anmeldedienst der Firma hat Sie nicht oder nicht nachprüfbar angemeldet. Beginnen Sie noch einmal.",
    ),
    "NoAccountError": (
        "You have no account here yet. Ask an administrator for one.",
        "Sie haben hier noch kein Konto. Bitten Sie eine Administratorin oder einen Administrator darum.",
    ),
    "own_password_wrong": ("This is not your present password.", "Das ist nicht Ihr jetziges Passwort."),
    "account_title": ("My account", "Mein Konto"),
    "role": ("Role", "Rolle"),
    "role_admin": ("Administrator", "Administration"),
    "role_marketing": ("Marketing", "Marketing"),
    "role_channel_manager": ("Channel manager", "Kanalbetreuung"),
    "role_manager": ("Manager of a team", "Teamleitung"),
    "role_rep": ("Rep", "Vertrieb"),
    "role_ops": ("Sales operations", "Vertriebssteuerung"),
    "yes": ("Yes", "Ja"),
    "no": ("No", "Nein"),
    "account_who_changes": (
        "Role and mail address are changed by an administrator.",
        "Rolle und E-Mail-Adresse ändert die Administration.",
    ),
    "account_language": ("Language of the pages", "Sprache der Seiten"),
    "account_language_browser": ("As the browser asks for", "Wie der Browser es verlangt"),
    "account_save": ("Save", "Speichern"),
    "account_tokens": ("Tokens for programs", "Schlüssel für Programme"),
    "account_present": ("Present password", "Jetziges Passwort"),
    "account_change_password": ("Change the password", "Passwort ändern"),
    "account_no_password": (
        "You sign in with your company account. A password of your own is possible as well.",
        "Sie melden sich mit dem Firmenkonto an. Ein eigenes Passwort ist zusätzlich möglich.",
    ),
    "account_done_language": ("The language is set.", "Die Sprache ist eingestellt."),
    "account_done_devices": ("Signed out there.", "Dort abgemeldet."),
    "account_done_password": (
        "Your password is changed, and every other device is signed out.",
        "Ihr Passwort ist geändert, und alle anderen Geräte sind abgemeldet.",
    ),
    "account_done_second_factor_off": (
        "Signing in takes your password alone now.",
        "Zum Anmelden genügt jetzt wieder Ihr Passwort.",
    ),
    "factor_title": ("Second factor", "Zweiter Faktor"),
    "factor_on": ("On", "Ein"),
    "factor_off": ("Off", "Aus"),
    "factor_lead": (
        "With a second factor, whoever learns your password still cannot get in: signing in also asks for a code from "
        "an app on "
        "your phone.",
        "Mit einem zweiten Faktor nützt Ihr Passwort allein niemandem: Beim Anmelden wird zusätzlich ein Code aus "
        "einer App auf "
        "Ihrem Telefon verlangt.",
    ),
    "factor_begin": ("Set up", "Einrichten"),
    "factor_remove": ("Remove the second factor", "Zweiten Faktor entfernen"),
    "factor_remove_lead": (
        "It takes your password and one more code.",
        "Dafür brauchen Sie Ihr Passwort und noch einen Code.",
    ),
    "factor_codes_left": (
        "1 recovery code is left.|{n} recovery codes are left.",
        "Noch 1 Ersatzcode.|Noch {n} Ersatzcodes.",
    ),
    "factor_step_app": (
        "Open an authenticator app on your phone. If you have none, install one; it works with no line.",
        "Öffnen Sie eine Authenticator-App auf Ihrem Telefon. Haben Sie keine, installieren Sie eine; sie braucht kein Netz.",
    ),
    "factor_step_scan": ("Let it read this picture:", "Lassen Sie sie dieses Bild lesen:"),
    "factor_picture": (
        "QR code with the secret that is written below as text",
        "QR-Code mit dem Schlüssel, der darunter als Text steht",
    ),
    "factor_step_type": (
        "Or type this key, as one that depends on the time:",
        "Oder tippen Sie diesen Schlüssel ein, als zeitbasierten:",
    ),
    "factor_step_code": (
        "Type the six digits that the app shows.",
        "Tippen Sie die sechs Ziffern ein, die die App zeigt.",
    ),
    "factor_code": ("Six digits", "Sechs Ziffern"),
    "factor_confirm": ("Turn on", "Einschalten"),
    "factor_not_now": ("Not now", "Nicht jetzt"),
    "recovery_title": ("Your recovery codes", "Ihre Ersatzcodes"),
    "recovery_lead": (
        "The second factor is on. Should you lose your phone, each of these lets you in once. Print them or write them down.",
        "Der zweite Faktor ist eingeschaltet. Verlieren Sie Ihr Telefon, lässt Sie jeder dieser Codes einmal hinein. "
        "Drucken Sie sie aus oder schreiben Sie sie auf.",
    ),
    "recovery_once": ("They are shown only now.", "Sie werden nur jetzt gezeigt."),
    "recovery_done": ("I have kept them", "Ich habe sie aufbewahrt"),
    "devices_title": ("Where you are signed in", "Wo Sie angemeldet sind"),
    "device_unknown": ("A browser that does not say what it is", "Ein Browser, der nicht sagt, welcher er ist"),
    "device_since": ("Since {since}, last used {seen}", "Seit {since}, zuletzt benutzt {seen}"),
    "device_this": ("This device", "Dieses Gerät"),
    "device_end": ("Sign out there", "Dort abmelden"),
    "devices_end_others": ("Sign out everywhere else", "Überall sonst abmelden"),
    "notice_title": ("What is kept about you", "Was über Sie gespeichert ist"),
    "notice_lead": (
        "This page says which data about people this portal keeps, what for, who sees it and how your figures are made.",
        "Diese Seite sagt, welche Daten über Personen dieses Portal speichert, wofür, wer sie sieht und wie Ihre "
        "Zahlen entstehen.",
    ),
    "notice_what": ("What is collected", "Was erhoben wird"),
    "notice_what_who": (
        "Name, business mail address, team, channel, territory and time zone, as your company's launch file lists them.",
        "Name, dienstliche E-Mail-Adresse, Team, Kanal, Gebiet und Zeitzone, wie die Datei Ihrer Firma sie aufführt.",
    ),
    "notice_what_answers": (
        "Your quiz answers, when they were given, and the certificates that follow from them.",
        "Ihre Quizantworten, wann sie gegeben wurden, und die Zertifikate, die sich daraus ergeben.",
    ),
    "notice_what_training": (
        "Which training sessions you were invited to and attended.",
        "Zu welchen Schulungen Sie eingeladen waren und an welchen Sie teilgenommen haben.",
    ),
    "notice_what_pitch": (
        "Grades of pitches you gave, by whom, and your manager's coaching notes, which you can read.",
        "Noten für gehaltene Präsentationen und von wem, und die Notizen Ihrer Führungskraft, die Sie lesen können.",
    ),
    "notice_what_sales": (
        "Sales that partners report for the accounts you look after, and what those accounts bought before.",
        "Verkäufe, die Partner für Ihre Kunden melden, und was diese Kunden vorher gekauft haben.",
    ),
    "notice_what_owed": (
        "What you owe by when, what you contested, and how that was settled.",
        "Was bis wann von Ihnen ansteht, was Sie beanstandet haben und wie es entschieden wurde.",
    ),
    "notice_what_account": (
        "With an account: when and on which devices you signed in. No position, no calls, no mail is read.",
        "Mit einem Konto: wann und auf welchen Geräten Sie sich angemeldet haben. Kein Standort, keine Anrufe, keine E-Mails.",
    ),
    "notice_why": ("What it is for", "Wofür"),
    "notice_why_text": (
        "To see which training and which messages help, what holds a rep back, and where the product line has to be explained "
        "better. It is not made to rank people: there is no list of reps by what they added.",
        "Um zu sehen, welche Schulung und welche Botschaften helfen, was jemanden zurückhält und was besser erklärt "
        "werden muss. "
        "Es ist nicht dazu gemacht, Personen in eine Reihenfolge zu bringen: Eine Rangliste gibt es nicht.",
    ),
    "notice_scores": ("How the figures are made", "Wie die Zahlen entstehen"),
    "notice_scores_readiness": (
        "Readiness is a number from 0 to 100, from what you know (quiz), training, pitch, practice and certificates, "
        "with weights that "
        "were set before the launch and are the same for everybody of a kind of selling.",
        "Die Bereitschaft ist eine Zahl von 0 bis 100 aus Wissen (Quiz), Schulung, Präsentation, Übung und Zertifikaten, mit "
        "Gewichten, die vor der Einführung festgelegt wurden und für alle derselben Verkaufsart gleich sind.",
    ),
    "notice_scores_added": (
        "What you added is what was sold, less what would have been expected there without you: the market, stock, "
        "demand and what "
        "those accounts bought before are taken out first.",
        "Ihr Beitrag ist das Verkaufte abzüglich dessen, was dort ohne Sie zu erwarten war: Markt, Bestand, Nachfrage und was "
        "diese Kunden vorher schon kauften, werden zuerst herausgerechnet.",
    ),
    "notice_scores_band": (
        "Every figure has a band. If the band includes zero, the figure cannot be told from zero, and the page says so.",
        "Jede Zahl hat eine Spanne. Umfasst die Spanne die Null, lässt sich die Zahl nicht von null unterscheiden, und "
        "die Seite "
        "sagt das.",
    ),
    "notice_scores_missing": (
        "What is missing does not count as bad: it is left out, and “not enough data” is said instead of a figure.",
        "Was fehlt, zählt nicht als schlecht: Es bleibt außen vor, und statt einer Zahl steht da „zu wenig Daten“.",
    ),
    "notice_scores_link": (
        "Beside each of your figures stand its reasons and every row that went into it.",
        "Neben jeder Ihrer Zahlen stehen ihre Gründe und jede Zeile, die in sie eingeht.",
    ),
    "notice_no_machine": ("No decision by a machine", "Keine Entscheidung durch eine Maschine"),
    "notice_no_machine_text": (
        "Nothing here decides about you by itself. The figures are an aid for people, who must look at the reasons and "
        "the band. "
        "A certificate follows from a pass mark that was set beforehand, and a person can revoke it.",
        "Nichts hier entscheidet von selbst über Sie. Die Zahlen sind eine Hilfe für Menschen, die Gründe und Spanne "
        "ansehen müssen. "
        "Ein Zertifikat folgt aus einer vorher festgelegten Bestehensgrenze, und ein Mensch kann es widerrufen.",
    ),
    "notice_who_sees": ("Who sees it", "Wer es sieht"),
    "notice_who_sees_you": ("You: everything about yourself.", "Sie: alles über sich selbst."),
    "notice_who_sees_manager": (
        "The manager of your team: your readiness, your figures, and what you owe.",
        "Ihre Teamleitung: Ihre Bereitschaft, Ihre Zahlen und was bei Ihnen ansteht.",
    ),
    "notice_who_sees_ops": (
        "Sales operations: the figures of all reps, to find faults in the data and to settle what is contested.",
        "Die Vertriebssteuerung: die Zahlen aller, um Fehler in den Daten zu finden und Beanstandungen zu klären.",
    ),
    "notice_who_sees_channel": (
        "Marketing and channel managers: sums of groups of at least five, no person's figures.",
        "Marketing und Kanalbetreuung: Summen von Gruppen ab fünf Personen, keine Zahlen einzelner.",
    ),
    "notice_who_sees_admin": (
        "Administrators: your account, not your figures.",
        "Die Administration: Ihr Konto, nicht Ihre Zahlen.",
    ),
    "notice_logged": (
        "Whenever somebody else opens your figures, that is noted with name and time.",
        "Öffnet jemand anderes Ihre Zahlen, wird das mit Name und Zeit festgehalten.",
    ),
    "notice_how_long": ("How long", "Wie lange"),
    "notice_how_long_text": (
        "The log, unfinished quizzes and sign-ins are deleted after {days} days at the latest. Answers and figures of "
        "a launch are kept "
        "as long as the launch is, or until you are erased.",
        "Protokoll, unfertige Quizze und Anmeldungen werden spätestens nach {days} Tagen gelöscht. Antworten und Zahlen einer "
        "Einführung bleiben so lange wie die Einführung, oder bis Ihre Daten gelöscht werden.",
    ),
    "notice_rights": ("What you can do", "Was Sie tun können"),
    "notice_rights_see": (
        "See every row that your figures are made from.",
        "Jede Zeile ansehen, aus der Ihre Zahlen entstehen.",
    ),
    "notice_rights_contest": (
        "Contest a row that is wrong, with the button beside it. It goes to sales operations with a trail; a person "
        "settles it and "
        "gives a reason.",
        "Eine falsche Zeile beanstanden, mit dem Knopf daneben. Das geht mit Verlauf an die Vertriebssteuerung; ein Mensch "
        "entscheidet und begründet es.",
    ),
    "notice_rights_copy": (
        "Ask for a copy of everything that is kept about you.",
        "Eine Kopie von allem verlangen, was über Sie gespeichert ist.",
    ),
    "notice_rights_erase": (
        "Ask to be erased. What sums need stays under a random mark that nobody can trace back to you.",
        "Verlangen, dass Ihre Daten gelöscht werden. Was Summen brauchen, bleibt unter einem zufälligen Kennzeichen "
        "ohne Bezug zu Ihnen.",
    ),
    "notice_ask": ("Whom to ask", "Wen Sie fragen können"),
    "notice_ask_whom": ("Ask {contact}.", "Fragen Sie {contact}."),
    "notice_ask_nobody": (
        "Ask your manager, or whoever gave you the link to this portal.",
        "Fragen Sie Ihre Führungskraft, oder wer Ihnen den Link zu diesem Portal gegeben hat.",
    ),
}
