"""Synonyms: what partners call the columns of their reports, in several languages.

In: nothing.
Out: folded names -> our fields; names that mean several things and are never believed alone; words for movements.
"""

from __future__ import annotations

import re
import unicodedata

SURE = {
    "document": "document|document no|invoice|invoice no|invoice number|invoice num|inv num|inv no|order no|order number|"
    "sales order number|belegnummer|beleg nr|rechnungsnummer|rechnung nr|n fattura|numero fattura|facture|no facture|"
    "numero facture|"
    "numero de factura|factura|fakturanummer|factuurnummer",
    "document_line": "line|line no|line number|invoice line|order line|position|pos|positionsnummer|ligne|linea|riga|regel",
    "sold_on": "sold on|invoice date|order date|ship date|sales date|sale date|pos date|transaction date|date of sale|"
    "verkaufsdatum|"
    "rechnungsdatum|belegdatum|date facture|date de facture|date de vente|fecha factura|fecha de venta|data fattura|data vendita|"
    "factuurdatum|verkoopdatum",
    "movement": "movement|transaction type|line type|sale type|movement type|bewegungsart|vorgangsart|type de mouvement|"
    "tipo de movimiento|tipo movimento",
    "product_code": "product code|product id|product key|part no|part number|mpn|mfr part|mfr part no|manufacturer part|"
    "manufacturer part no|manufacturer part number|vendor part|vendor part no|vendor part number|oem part|supplier item|"
    "herstellernummer|herstellerartikelnummer|reference fabricant|referencia fabricante|codice produttore",
    "gtin": "gtin|ean|ean code|ean 13|upc|upc code|barcode|bar code|strichcode|code barres|codigo de barras|codice a barre",
    "partner_sku": "our item|distributor part|distributor part no|partner sku|reseller sku|artikelnr|artikelnummer|artikel nr",
    "description": "description|product description|item description|bezeichnung|artikelbezeichnung|beschreibung|designation|"
    "descripcion|descrizione|omschrijving",
    "account_code": "account id|account code|account number|account no|customer id|customer no|customer number|customer code|"
    "reseller id|reseller key|reseller no|dealer id|dealer no|sold to no|kundennummer|kundennr|kunden nr|code client|"
    "numero client|"
    "codigo cliente|codice cliente|klantnummer",
    "account_name": "account name|customer name|reseller name|reseller|dealer|dealer name|sold to|sold to name|"
    "bill to|kundenname|"
    "nom client|nombre cliente|nome cliente|ragione sociale|klantnaam",
    "street": "street|address|address 1|address line 1|strasse|adresse|rue|direccion|indirizzo|straat",
    "city": "city|town|ort|stadt|ville|ciudad|citta|plaats",
    "region": "region|state|province|bundesland|departement|provincia",
    "postal_code": "postal code|zip|zip code|postcode|plz|postleitzahl|code postal|codigo postal|cap",
    "country": "country|country code|land|pays|pais|paese",
    "rep_code": "rep|rep id|rep code|employee key|sales rep|sales rep id|salesperson|salesperson id|verkaeufer|"
    "verkaufer|vertreter|"
    "vendeur|representant|vendedor|venditore",
    "territory_code": "territory|territory id|territory code|sales territory key|gebiet|territoire|territorio",
    "location": "location|store|store no|store number|store id|branch|filiale|filialnummer|magasin|tienda|negozio|winkel",
    "serial": "serial|serial no|serial number|seriennummer|numero de serie|numero di serie|serienummer",
    "quantity": "qty|quantity|units|units sold|pos qty|sell thru qty|qty sold|quantity sold|menge|stueckzahl|stuckzahl|anzahl|"
    "quantite|qte|cantidad|quantita|aantal",
    "unit_of_measure": "uom|unit of measure|unit measure|mengeneinheit|einheit|unite de mesure|unidad de medida|unita di misura",
    "unit_price": "unit price|resale price|net price|sell price|selling price|unit resale|stueckpreis|stuckpreis|einzelpreis|"
    "prix unitaire|precio unitario|prezzo unitario|stuksprijs",
    "amount": "amount|sales|sales amount|net amount|net sales|extended price|extended resale|extended amount|"
    "line total|total amount|"
    "umsatz|nettobetrag|betrag|nettoumsatz|montant|montant ht|chiffre d affaires|importe|importe neto|importo|omzet|bedrag",
    "currency": "currency|currency code|iso currency|waehrung|wahrung|devise|moneda|divisa|valuta",
}  # fmt: skip
DOUBTFUL = {
    "sold_on": "date|datum|fecha|data|day|tag|week|month|period",
    "product_code": "item|product|material|model|artikel|produit|producto|prodotto|article|part",
    "partner_sku": "sku|item no|item number|item code",
    "account_name": "customer|client|kunde|cliente|klant|buyer|end user|end customer|ship to|ship to name",
    "unit_price": "price|preis|prix|precio|prezzo|prijs|cost|rate",
    "amount": "total|value|wert|valeur|valor|valore|revenue|turnover",
    "document": "reference|ref|order|document number reference",
    "movement": "type|typ|tipo",
    "unit_of_measure": "unit|pack|unite|unidad",
    "region": "area",
}  # fmt: skip
"""The likeliest meaning of each; a person says whether it is that."""
MOVEMENT_WORDS = {
    "sale": "sale|sales|sold|verkauf|vente|venta|vendita|verkoop|s",
    "return": "return|returns|returned|credit|credit note|retoure|ruckgabe|gutschrift|retour|avoir|devolucion|abono|reso|r",
    "stock": "stock|on hand|inventory|bestand|lagerbestand|existencias|giacenza",
}  # fmt: skip


def folded(header: str) -> str:
    """Return a name without case, accents and marks; ProductKey is two words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", plain.casefold()).split())


def by_name(table: dict[str, str]) -> dict[str, str]:
    """Return folded name -> field."""
    return {name: field for field, names in table.items() for name in names.split("|")}
