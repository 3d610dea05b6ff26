package org.rationale.perception;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;

/**
 * Notes with what a person found in them.
 *
 * @param sha256 of the file; of several files, of their hashes
 */
record LabelledNotes(List<LabelledNote> notes, String sha256) {

  /**
   * One note.
   *
   * @param findings all that it says; absent if nobody labelled its findings
   * @param numbers all that it says; absent if nobody labelled its numbers
   */
  record LabelledNote(
      String id, String text, Optional<List<Label>> findings, Optional<List<SaidNumber>> numbers) {

    LabelledNote {
      findings = findings.map(List::copyOf);
      numbers = numbers.map(List::copyOf);
    }

    List<Label> labels() {
      return findings.orElse(List.of());
    }
  }

  /**
   * A number that a note says of the subject now.
   *
   * @param quantity its name in the configuration
   * @param value in the quantity's unit
   * @param quote a part of the note's text that holds it
   */
  record SaidNumber(String quantity, BigDecimal value, String quote) {}

  /**
   * A finding in a note.
   *
   * @param quote a part of the note's text
   */
  record Label(Node concept, Context context, String quote) {

    /** Where it stands: the first time that its quote does. */
    boolean isAt(String text, int start, int end) {
      int at = text.indexOf(quote);
      return at < end && start < at + quote.length();
    }

    /** Whether the quote shares a character with a part of the note, wherever it stands in it. */
    boolean touches(String text, int start, int end) {
      for (int at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
        if (at < end && start < at + quote.length()) {
          return true;
        }
      }
      return false;
    }
  }

  private static final Pattern LINE_BREAK = Pattern.compile("\\R");

  LabelledNotes {
    notes = List.copyOf(notes);
  }

  /**
   * Reads files of labelled notes, one JSON object a line.
   *
   * @param quantities whose numbers may be labelled, by name
   * @param config resolves the concepts' prefixed names; what it cannot resolve it reports
   * @throws InvalidInputException with everything that is wrong with them
   */
  static LabelledNotes read(
      List<Path> files, Set<Node> concepts, Map<String, Quantity> quantities, ConfigReader config) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    List<LabelledNote> notes = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<String> hashes = new ArrayList<>();
    for (Path file : files) {
      byte[] bytes = bytes(file);
      hashes.add(Sha256.of(bytes));
      String[] lines = LINE_BREAK.split(new String(bytes, StandardCharsets.UTF_8), -1);
      for (int i = 0; i < lines.length; i++) {
        if (!lines[i].isBlank()) {
          String place = "%s:%d".formatted(file.getFileName(), i + 1);
          NoteLine line = new NoteLine(place, concepts, quantities, config, diagnostics);
          line.read(lines[i])
              .ifPresent(
                  note -> {
                    if (!ids.add(note.id())) {
                      line.report(
                          "duplicate-id",
                          "The id (%s) is used twice.".formatted(note.id()),
                          "Give each note an id of its own.");
                    }
                    notes.add(note);
                  });
        }
      }
    }
    if (diagnostics.isEmpty() && notes.isEmpty()) {
      diagnostics.add(
          new Diagnostic(
              "no-notes", files.getFirst().toString(), "The file holds no notes.", "Add some."));
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new LabelledNotes(
        notes, hashes.size() == 1 ? hashes.getFirst() : Sha256.of(String.join("\n", hashes)));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "file-unreadable",
          file.toString(),
          "The labelled notes cannot be read.",
          "Check that the file is there and readable.");
    }
  }
}
