package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rationale.rules.drl.DrlFixture.fact;
import static org.rationale.rules.drl.DrlFixture.facts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;

class DecisionTableTest {

  private static final List<List<String>> TRIAGE =
      List.of(
          List.of("RuleSet", "clinic"),
          List.of("Import", "org.rationale.rules.drl.Statement"),
          List.of("Variables", "org.rationale.rules.drl.Conclusions conclusions"),
          List.of("RuleTable triage"),
          List.of("NAME", "CONDITION", "ACTION", "METADATA"),
          List.of(),
          List.of(
              "",
              "Statement($p : subject, predicate == \"ex:pulse\", number >= $1, number < $2, $v :"
                  + " object)",
              "conclusions.conclude(drools, $p, \"ex:triage\", \"$param\");",
              "text(\"$param\")"),
          List.of("rule", "pulse from, below", "colour", "sentence"),
          List.of("ex:slow", "0, 100", "ex:Green", "{$p} is slow: {$v}"),
          List.of("ex:fast", "100, 400", "ex:Red", "{$p} is fast: {$v}"));

  @TempDir Path folder;

  private Path csv(List<List<String>> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(
          String.join(
              ",", row.stream().map(cell -> "\"" + cell.replace("\"", "\"\"") + "\"").toList()));
      text.append('\n');
    }
    return Files.writeString(folder.resolve("triage.csv"), text);
  }

  private Path xlsx(List<List<String>> rows) throws IOException {
    Path file = folder.resolve("triage.xlsx");
    try (XSSFWorkbook workbook = new XSSFWorkbook();
        OutputStream out = Files.newOutputStream(file)) {
      workbook.createSheet("Notes").createRow(0).createCell(0).setCellValue("For people.");
      Sheet sheet = workbook.createSheet("Triage");
      for (int i = 0; i < rows.size(); i++) {
        Row row = sheet.createRow(i);
        for (int j = 0; j < rows.get(i).size(); j++) {
          if (!rows.get(i).get(j).isEmpty()) {
            row.createCell(j).setCellValue(rows.get(i).get(j));
          }
        }
      }
      workbook.write(out);
    }
    return file;
  }

  private static List<List<String>> with(int row, List<String> cells) {
    List<List<String>> rows = new java.util.ArrayList<>(TRIAGE);
    rows.set(row, cells);
    return rows;
  }

  private static void assertThatItDecides(Path table) {
    try (DrlRules rules = DrlFixture.compile(List.of(table))) {
      List<DrlMatch> matches = rules.fire(facts(":ann :pulse 120 . :bob :pulse 60 ."));
      assertThat(matches)
          .extracting(DrlMatch::conclusion)
          .containsExactly(fact(":ann :triage :Red ."), fact(":bob :triage :Green ."));
      assertThat(matches.getFirst().premises()).containsExactly(fact(":ann :pulse 120 ."));
      assertThat(matches.getFirst().rule().id()).isEqualTo("http://example.org/fast");
      assertThat(matches.getFirst().rule().text()).isEqualTo("{?p} is fast: {?v}");
      assertThat(matches.getFirst().rule().place()).contains(table.toString()).endsWith("10");
    }
  }

  @Test
  void aRowOfACsvFileIsARule() throws IOException {
    assertThatItDecides(csv(TRIAGE));
  }

  @Test
  void aRowOfASheetIsARule() throws IOException {
    assertThatItDecides(xlsx(TRIAGE));
  }

  @Test
  void tablesAndTextsFeedEachOther() throws IOException {
    Path text =
        DrlFixture.write(
            folder,
            "more.drl",
            """
            rule "ex:call" when Statement(predicate == "ex:triage", object == "ex:Red", $p : subject)
            then conclusions.conclude(drools, $p, "ex:call", true); end
            """);
    try (DrlRules rules = DrlFixture.compile(List.of(csv(TRIAGE), text))) {
      assertThat(rules.fire(facts(":ann :pulse 120 .")))
          .extracting(DrlMatch::conclusion)
          .contains(fact(":ann :call true ."));
    }
  }

  @Test
  void anUnknownPrefixIsReportedWithSheetAndRow() throws IOException {
    Path table = xlsx(with(8, List.of("no:slow", "0, 100", "ex:Green", "slow")));
    assertThatThrownBy(() -> DrlFixture.compile(List.of(table)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("drl-rule-name")
        .hasMessageContaining(table + ": sheet Triage, row 9");
  }

  @Test
  void anErrorInACellsJavaIsReportedWithItsRow() throws IOException {
    Path table = csv(with(9, List.of("ex:fast", "100, nonsense", "ex:Red", "fast")));
    assertThatThrownBy(() -> DrlFixture.compile(List.of(table)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(table + ":10");
  }

  @Test
  void aColumnWithoutAHeaderIsReportedWithItsCell() throws IOException {
    Path table = xlsx(with(4, List.of("NAME", "", "ACTION", "METADATA")));
    assertThatThrownBy(() -> DrlFixture.compile(List.of(table)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("drl-table")
        .hasMessageContaining("sheet Triage, row 7")
        .hasMessageContaining("B7");
  }

  @Test
  void spreadsheetsWithoutATableAndOtherFilesAreClearErrors() throws IOException {
    Path empty = xlsx(List.of(List.of("RuleSet", "clinic")));
    Path none = Files.writeString(folder.resolve("none.csv"), "a,b\n");
    Path broken = Files.writeString(folder.resolve("broken.xlsx"), "PK");
    Path missing = folder.resolve("missing.csv");
    assertThatThrownBy(() -> DrlFixture.compile(List.of(empty, none, broken, missing)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(empty + ": no sheet")
        .hasMessageContaining(none.toString())
        .hasMessageContaining(broken.toString())
        .hasMessageContaining("drl-missing");
  }
}
