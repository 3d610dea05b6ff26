package org.rationale.rules.drl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.usermodel.WorkbookFactory;
import org.drools.decisiontable.InputType;
import org.drools.decisiontable.SpreadsheetCompiler;
import org.drools.template.parser.DecisionTableParseException;
import org.rationale.kg.Diagnostic;

/**
 * Reads decision tables, each sheet of which stands for a DRL text: a rule for each row. A sheet
 * without any {@code RuleTable} is for people and is passed over, as long as another has one.
 */
final class DecisionTables {

  private static final Pattern CELL = Pattern.compile("\\bcell ([A-Z]+)(\\d+)\\b");
  private static final String HINT =
      "A decision table has a cell 'RuleSet' with the package, a cell 'RuleTable NAME', and below"
          + " it rows for CONDITION and ACTION, patterns, code, titles and values.";

  private DecisionTables() {}

  /** Whether a file is a decision table, by the ending of its name. */
  static boolean isTable(Path path) {
    return isCsv(path) || path.toString().toLowerCase(Locale.ROOT).matches(".*\\.xlsx?");
  }

  private static boolean isCsv(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  /** The DRL of each sheet; reports what is wrong. */
  static List<DrlFile> read(Path path, List<Diagnostic> diagnostics) {
    String name = path.toString();
    try {
      byte[] bytes = Files.readAllBytes(path);
      return isCsv(path) ? csv(name, bytes, diagnostics) : sheets(name, bytes, diagnostics);
    } catch (NoSuchFileException e) {
      diagnostics.add(
          new Diagnostic(
              "drl-missing",
              name,
              "there is no such decision table",
              "Mend the path in the pack's 'drl' or the command line."));
    } catch (IOException | RuntimeException e) {
      // The libraries throw many kinds of exceptions about files that are no spreadsheets.
      diagnostics.add(
          new Diagnostic(
              "drl-table",
              name,
              "the spreadsheet cannot be read: "
                  + DrlReader.firstLine(String.valueOf(e.getMessage())),
              "Save it as .xlsx or as .csv with commas, in UTF-8."));
    }
    return List.of();
  }

  private static List<DrlFile> csv(String name, byte[] bytes, List<Diagnostic> diagnostics) {
    try {
      String drl =
          new SpreadsheetCompiler().compile(new ByteArrayInputStream(bytes), InputType.CSV);
      return List.of(new DrlFile(name, drl, DrlFile.Kind.CSV));
    } catch (DecisionTableParseException e) {
      diagnostics.add(diagnostic(name, DrlFile.Kind.CSV, e));
      return List.of();
    }
  }

  private static List<DrlFile> sheets(String name, byte[] bytes, List<Diagnostic> diagnostics)
      throws IOException {
    List<String> sheets = new ArrayList<>();
    try (Workbook workbook = WorkbookFactory.create(new ByteArrayInputStream(bytes))) {
      for (Sheet sheet : workbook) {
        if (hasTable(sheet)) {
          sheets.add(sheet.getSheetName());
        }
      }
    }
    if (sheets.isEmpty()) {
      diagnostics.add(
          new Diagnostic(
              "drl-table", name, "no sheet has a cell that starts with 'RuleTable'", HINT));
    }
    List<DrlFile> files = new ArrayList<>();
    for (String sheet : sheets) {
      String place = name + ": sheet " + sheet;
      try {
        String drl = new SpreadsheetCompiler().compile(new ByteArrayInputStream(bytes), sheet);
        files.add(new DrlFile(place, drl, DrlFile.Kind.SHEET));
      } catch (DecisionTableParseException e) {
        diagnostics.add(diagnostic(place, DrlFile.Kind.SHEET, e));
      }
    }
    return files;
  }

  private static boolean hasTable(Sheet sheet) {
    for (Row row : sheet) {
      for (Cell cell : row) {
        if (cell.getCellType() == CellType.STRING
            && cell.getStringCellValue().strip().toLowerCase(Locale.ROOT).startsWith("ruletable")) {
          return true;
        }
      }
    }
    return false;
  }

  private static Diagnostic diagnostic(
      String name, DrlFile.Kind kind, DecisionTableParseException e) {
    String message = DrlReader.firstLine(String.valueOf(e.getMessage()));
    Matcher cell = CELL.matcher(message);
    Optional<String> row = cell.find() ? Optional.of(cell.group(2)) : Optional.empty();
    String place = row.map(number -> kind.place(name, number)).orElse(name);
    return new Diagnostic("drl-table", place, "this is no decision table: " + message, HINT);
  }
}
