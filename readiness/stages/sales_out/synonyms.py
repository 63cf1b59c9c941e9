"""Synonyms: what partners call the columns of their reports, in several languages.

In: nothing.
Out: folded names -> our fields; names that mean several things and are never believed alone; words for movements.
"""

from __future__ import annotations

import re
import unicodedata

SURE = {
    "document": "document|document no|invoice|invoice no|invoice number|invoice num|inv num|inv no|order no|order number|"
    "sales order number|belegnummer|beleg nr|rechnungsnummer|rechnung nr|n fattura|numero fattura|facture|"
    "no facture|numero facture|numero de factura|factura|fakturanummer|factuurnummer|bill no|bill number|"
    "receipt no|receipt number|sales order|sales order no|transaction id|transaction no|order id|invoice id|"
    "pedido|bestellnummer|auftragsnummer|auftrag nr",
    "document_line": "line|line no|line number|invoice line|order line|line item|item line|order line no|order line number|"
    "sales order line number|pos nr|position|pos|positionsnummer|ligne|linea|riga|regel",
    "sold_on": "sold on|invoice date|order date|ship date|sales date|sale date|pos date|transaction date|date of sale|"
    "verkaufsdatum|rechnungsdatum|belegdatum|date facture|date de facture|date de vente|fecha factura|"
    "fecha de venta|data fattura|data vendita|factuurdatum|verkoopdatum|shipped date|shipment date|shipped on|"
    "billing date|bill date|purchase date|invoiced on|date sold|date invoiced|transaction dt|lieferdatum|"
    "bestelldatum|auftragsdatum|fecha de factura|data documento",
    "movement": "movement|transaction type|line type|sale type|movement type|bewegungsart|vorgangsart|type de mouvement|"
    "tipo de movimiento|tipo movimento",
    "product_code": "product code|product id|product key|part no|part number|mpn|mfr part|mfr part no|manufacturer part|"
    "manufacturer part no|manufacturer part number|vendor part|vendor part no|vendor part number|oem part|"
    "supplier item|herstellernummer|herstellerartikelnummer|reference fabricant|referencia fabricante|"
    "codice produttore|hersteller nr|hersteller teilenummer|herstellerteilenummer|teilenummer|herst nr|mfg part|"
    "mfg part no|mfg part number|mfr part number|mfr sku|manufacturer sku|supplier part|supplier part no|"
    "supplier part number|manufacturer item no|product number|product no|model number|model no",
    "gtin": "gtin|ean|ean code|ean 13|upc|upc code|barcode|bar code|strichcode|code barres|codigo de barras|"
    "codice a barre|gtin 14|gtin 13|ean upc|upc ean|upc ean code|ean no|ean number|upc no|upc number|ean nummer",
    "partner_sku": "our item|distributor part|distributor part no|partner sku|reseller sku|artikelnr|artikelnummer|artikel nr|"
    "stock code|stock no|stock number|our sku|our part no|distributor sku|dealer sku|distributor item|"
    "interne nummer|code article|codigo articulo|codice articolo",
    "description": "description|product description|item description|bezeichnung|artikelbezeichnung|beschreibung|designation|"
    "descripcion|descrizione|omschrijving|product name|item name|item desc|product desc|libelle|"
    "artikelbeschreibung|artikelname|produktname",
    "account_code": "account id|account code|account number|account no|customer id|customer no|customer number|customer code|"
    "reseller id|reseller key|reseller no|dealer id|dealer no|sold to no|kundennummer|kundennr|kunden nr|"
    "code client|numero client|codigo cliente|codice cliente|klantnummer|cust no|cust id|cust number|"
    "customer key|sold to id|sold to customer no|ship to id|ship to no|end user id|reseller number|reseller code|"
    "dealer code|dealer number|account key|client id|client no|client number|store customer",
    "account_name": "account name|customer name|reseller name|reseller|dealer|dealer name|sold to|sold to name|bill to|"
    "kundenname|nom client|nombre cliente|nome cliente|ragione sociale|klantnaam|company name|company|"
    "end user name|end customer name|sold to customer|ship to customer|reseller company|customer company|firma|"
    "firmenname|raison sociale|razon social",
    "street": "street|address|address 1|address line 1|strasse|adresse|rue|direccion|indirizzo|straat",
    "city": "city|town|ort|stadt|ville|ciudad|citta|plaats|ship to city|customer city|city name|localidad|gemeinde|"
    "end user city",
    "region": "region|state|province|bundesland|departement|provincia|ship to state|customer state|state province|"
    "province state|county|end user state",
    "postal_code": "postal code|zip|zip code|postcode|plz|postleitzahl|code postal|codigo postal|cap|ship to zip|customer zip|"
    "zip postal code|postcode zip|end user zip|cp",
    "country": "country|country code|land|pays|pais|paese|ship to country|customer country|country name|end user country",
    "rep_code": "rep|rep id|rep code|employee key|sales rep|sales rep id|salesperson|salesperson id|verkaeufer|verkaufer|"
    "vertreter|vendeur|representant|vendedor|venditore|sales person|sales rep name|salesperson name|sales agent|"
    "agent|account manager|sales representative|employee id|seller|aussendienst",
    "territory_code": "territory|territory id|territory code|sales territory key|gebiet|territoire|territorio",
    "location": "location|store|store no|store number|store id|branch|filiale|filialnummer|magasin|tienda|negozio|winkel|"
    "store name|shop|shop id|warehouse|warehouse id|site|outlet|outlet id|lager|markt",
    "serial": "serial|serial no|serial number|seriennummer|numero de serie|numero di serie|serienummer|serial num|s n",
    "quantity": "qty|quantity|units|units sold|pos qty|sell thru qty|qty sold|quantity sold|menge|stueckzahl|stuckzahl|"
    "anzahl|quantite|qte|cantidad|quantita|aantal|order quantity|order qty|invoiced qty|invoiced quantity|"
    "shipped qty|qty shipped|ship qty|sales qty|sales quantity|units shipped|unit sales|sales units|sold units|"
    "sold qty|no of units|number of units|qty invoiced|pieces|stk|stuck|verkaufte menge|absatz|unidades|pezzi|"
    "pieces sold|bottles sold",
    "unit_of_measure": "uom|unit of measure|unit measure|mengeneinheit|einheit|unite de mesure|unidad de medida|unita di misura",
    "unit_price": "unit price|resale price|net price|sell price|selling price|unit resale|stueckpreis|stuckpreis|einzelpreis|"
    "prix unitaire|precio unitario|prezzo unitario|stuksprijs|price each|price per unit|unit net price|"
    "net unit price|unit selling price|sales price|sale price|invoice price|pos price|verkaufspreis|vk preis|"
    "nettopreis",
    "amount": "amount|sales|sales amount|net amount|net sales|extended price|extended resale|extended amount|line total|"
    "total amount|umsatz|nettobetrag|betrag|nettoumsatz|montant|montant ht|chiffre d affaires|importe|"
    "importe neto|importo|omzet|bedrag|sales value|sales total|total sales|net value|net revenue|"
    "net sales amount|extended net|ext price|ext amount|extended sales|ext resale|line amount|line value|"
    "total price|total net|total value|sale amount|sales usd|sale dollars|sales dollars|gesamtpreis|gesamtbetrag|"
    "umsatz netto|verkaufsumsatz|total ht|importe total|importo totale|totale riga",
    "currency": "currency|currency code|iso currency|waehrung|wahrung|devise|moneda|divisa|valuta|curr|cur|iso currency code|"
    "currency iso|invoice currency",
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
    "in_transit": "in transit|unterwegs|en transito|in transito",
    "received": "received|receipt|sell in|wareneingang",
    "ordered": "ordered|backorder|ruckstand",
    "lost_sale": "lost sale|lost sales|entgangener verkauf",
    "adjustment": "adjustment|adj|correction|korrektur|ajuste|rettifica",
    "transfer": "transfer|interbranch|umlagerung|transfert|traslado|trasferimento",
    "price": "price adjustment|preiskorrektur",
    "summary": "summary|total|summe",
    "no_sales": "no sales|zero sales|nil|no activity|keine verkaufe",
}  # fmt: skip


def folded(header: str) -> str:
    """Return a name without case, accents and marks; ProductKey is two words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", plain.casefold()).split())


def key(header: str) -> str:
    """Return what tells one name from another: invoice_date, InvoiceDate and INVOICEDATE are one."""
    return folded(header).replace(" ", "")


def by_name(table: dict[str, str]) -> dict[str, str]:
    """Return `key` of each name -> field."""
    return {name.replace(" ", ""): field for field, names in table.items() for name in names.split("|")}
