package org.rationale.rules.drl;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rationale.kg.Diagnostic;

/**
 * A DRL text and the name that diagnostics call it by.
 *
 * @param name its path as given, and the sheet if it was made from one
 * @param text its content, or what a decision table was turned into
 * @param kind what it was made from
 */
record DrlFile(String name, String text, Kind kind) {

  /** What says which row of a decision table a generated rule stands for. */
  private static final Pattern ROW = Pattern.compile("// rule values at [A-Z]+(\\d+)");

  /** What a DRL text was made from. */
  enum Kind {
    DRL,
    CSV,
    SHEET;

    /** A row of a table. */
    String place(String name, String row) {
      return this == SHEET ? name + ", row " + row : name + ":" + row;
    }
  }

  DrlFile(String name, String text) {
    this(name, text, Kind.DRL);
  }

  /** Reads a file; nothing and diagnostics if that fails. A spreadsheet may have several sheets. */
  static List<DrlFile> read(Path path, List<Diagnostic> diagnostics) {
    return DecisionTables.isTable(path)
        ? DecisionTables.read(path, diagnostics)
        : readDrl(path, diagnostics).stream().toList();
  }

  private static Optional<DrlFile> readDrl(Path path, List<Diagnostic> diagnostics) {
    String name = path.toString();
    try {
      return Optional.of(new DrlFile(name, Files.readString(path)));
    } catch (NoSuchFileException e) {
      diagnostics.add(
          new Diagnostic(
              "drl-missing",
              name,
              "there is no such DRL file",
              "Mend the path in the pack's 'drl' or the command line."));
    } catch (CharacterCodingException e) {
      diagnostics.add(
          new Diagnostic("drl-encoding", name, "the file is not UTF-8", "Save the file as UTF-8."));
    } catch (IOException e) {
      diagnostics.add(
          new Diagnostic(
              "drl-unreadable",
              name,
              "the file cannot be read: " + e.getMessage(),
              "Is it a folder, or are rights missing?"));
    }
    return Optional.empty();
  }

  /** {@code file:line:column} of an offset into the text. */
  String place(int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    return place(line, offset - lineStart + 1);
  }

  /** The file, and the line and column as far as they are known (positive); the row of a table. */
  String place(int line, int column) {
    if (line <= 0) {
      return name;
    }
    if (kind != Kind.DRL) {
      return row(line).map(row -> kind.place(name, row)).orElse(name);
    }
    return name + ":" + line + (column <= 0 ? "" : ":" + column);
  }

  /** The row of the table that a line was made from. */
  private Optional<String> row(int line) {
    return text.lines()
        .limit(line)
        .flatMap(before -> ROW.matcher(before).results())
        .map(match -> match.group(1))
        .reduce((earlier, later) -> later);
  }
}
