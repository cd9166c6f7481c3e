//! The words that captions are made of, in the languages of journals; in lower case.

/// The nouns for a table. All are compared in lower case; a trailing dot is no part of them.
pub(super) const TABLES: &str = "table tab tbl etable box ebox exhibit wtable webtable tabelle übersicht tabel \
    tableau encadré tabla cuadro tabela quadro tabella tavola riquadro taula tabelul tabelului tabell \
    taulukko tafla tabula lentelė tabelis táblázat tabulka tabuľka tablica preglednica tablo çizelge \
    таблица таблицы таблиця таблиці табл табліца табела πίνακας bảng jadual 表 表格 附表 续表 續表 표 부표 جدول טבלה ตาราง \
    ตารางที่";

/// The nouns for what is no table.
pub(super) const FIGURES: &str = "figure fig chart efigure efig abbildung abb figura figuur afbeelding figur kuva kuvio ábra obrázek obr \
    obrázok slika rysunek rys wykres рисунок рис σχήμα şekil image photo plate map scheme graph diagram \
    illustration equation eq listing algorithm video 图 圖 図 附图 그림 شكل hình gambar gráfico gráfica \
    graphique grafico grafik gràfic";

/// The nouns for what may hold a table.
pub(super) const HOLDERS: &str = "appendix appendice appendices annex annexe anhang anexo apéndice apêndice allegato bijlage liite \
    bilaga vedlegg bilag załącznik příloha príloha приложение ek supplement eappendix emethods 附录 附錄 附件 \
    付録 부록 attachment";

/// What may stand before a noun and says of which series the label is.
pub(super) const SUPPLEMENTS: &str = "supplementary supplemental supplement suppl supp supporting additional extended ergänzende \
    supplémentaire suplementaria suplementar дополнительная 补充 補充";

/// What may stand between such a word and the noun, or before the noun, and says nothing.
pub(super) const FILLERS: &str =
    "data information material materials file online web digital content summary";

/// What a sentence goes on with after "Table 3".
pub(super) const SENTENCE: &str = "show shows showed shown present presents presented list lists listed summarize summarizes summarized \
    summarise summarises summarised provide provides provided give gives given describe describes \
    described display displays report reports reported contain contains illustrate illustrates outline \
    outlines detail details compare compares depict depicts indicate indicates demonstrate demonstrates \
    highlight highlights reveal reveals include includes and or to is was are were has have had can \
    could may will also below above in of for from on we which where that with as at by but does do \
    gathers zeigt enthält gibt fasst montre présente résume donne muestra presenta resume recoge mostra \
    apresenta riporta toont geeft visar viser показывает представлены et und y e en ou";

/// Words that say that something goes on.
pub(super) const GOES_ON: &str = "continued continues continuing continuation contd cont'd con't cont ctd suite fortsetzung \
    fortgesetzt forts continuación continuacion continuação continua continuazione segue seguito vervolg \
    fortsättning fortsættelse fortsat fortsettelse jatkoa jatkuu folytatás pokračování pokračovanie \
    kontynuacja продолжение окончание продовження devamı devam 续 續 续表 續表 続き つづき 계속";

/// What stands beside such a word where it says no more than that: "on the next page", "von der vorigen Seite".
pub(super) const PAGES: &str = "on from to over of at in the next following previous preceding last prior other page pages overleaf side is be \
    auf von der die nächsten naechsten nächste folgenden folgender vorigen vorherigen seite sur de la à page suivante précédente \
    en página pagina siguiente anterior na da próxima seguinte sulla dalla successiva precedente op van volgende vorige bladzijde";

/// What parts of a table are called.
pub(super) const PARTS: &str = "part pt teil partie parte deel del osa część часть page sheet";
