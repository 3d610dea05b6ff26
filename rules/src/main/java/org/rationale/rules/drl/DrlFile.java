package org.rationale.rules.drl;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rationale.kg.Diagnostic;

/**
 * A DRL text and the name that diagnostics call it by.
 *
 * @param name its path as given
 * @param text its content
 */
record DrlFile(String name, String text) {

  /** Reads a file; empty and a diagnostic if that fails. */
  static Optional<DrlFile> read(Path path, List<Diagnostic> diagnostics) {
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

  /** The file, and the line and column as far as they are known (positive). */
  String place(int line, int column) {
    if (line <= 0) {
      return name;
    }
    return name + ":" + line + (column <= 0 ? "" : ":" + column);
  }
}
