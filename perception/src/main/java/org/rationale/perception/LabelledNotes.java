package org.rationale.perception;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
 * @param sha256 of the file
 */
record LabelledNotes(List<LabelledNote> notes, String sha256) {

  /** One note. */
  record LabelledNote(String id, String text, List<Label> labels) {}

  /**
   * A finding in a note.
   *
   * @param quote a part of the note's text
   */
  record Label(Node concept, Context context, String quote) {

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
   * Reads a file of labelled notes, one JSON object a line.
   *
   * @param config resolves the concepts' prefixed names; what it cannot resolve it reports
   * @throws InvalidInputException with everything that is wrong with it
   */
  static LabelledNotes read(Path file, Set<Node> concepts, ConfigReader config) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "file-unreadable",
          file.toString(),
          "The labelled notes cannot be read.",
          "Check that the file is there and readable.");
    }
    ObjectMapper mapper = new ObjectMapper();
    List<Diagnostic> diagnostics = new ArrayList<>();
    List<LabelledNote> notes = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    String[] lines = LINE_BREAK.split(new String(bytes, StandardCharsets.UTF_8), -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank()) {
        continue;
      }
      String place = "%s:%d".formatted(file.getFileName(), i + 1);
      try {
        note(mapper.readTree(lines[i]), place, concepts, config, diagnostics)
            .ifPresent(
                note -> {
                  if (!ids.add(note.id())) {
                    diagnostics.add(
                        new Diagnostic(
                            "duplicate-id",
                            place,
                            "The id (%s) is used twice.".formatted(note.id()),
                            "Give each note an id of its own."));
                  }
                  notes.add(note);
                });
      } catch (IOException e) {
        diagnostics.add(
            new Diagnostic(
                "json-syntax", place, "The line is no JSON object.", "Write one object a line."));
      }
    }
    if (diagnostics.isEmpty() && notes.isEmpty()) {
      diagnostics.add(
          new Diagnostic("no-notes", file.toString(), "The file holds no notes.", "Add some."));
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new LabelledNotes(notes, Sha256.of(bytes));
  }

  private static Optional<LabelledNote> note(
      JsonNode json,
      String place,
      Set<Node> concepts,
      ConfigReader config,
      List<Diagnostic> diagnostics) {
    String text = json.path("text").asText("");
    if (text.isBlank() || !json.path("id").isTextual() || !json.path("labels").isArray()) {
      diagnostics.add(
          new Diagnostic(
              "label-form",
              place,
              "The line has not an id, a text and labels.",
              "Write {\"id\": ..., \"text\": ..., \"labels\": [...]}."));
      return Optional.empty();
    }
    List<Label> labels = new ArrayList<>();
    for (JsonNode label : json.path("labels")) {
      String name = label.path("concept").asText("");
      String context = label.path("context").asText("");
      String quote = label.path("quote").asText("");
      Optional<Node> concept = config.resolve(name, place);
      if (concept.isPresent() && !concepts.contains(concept.get())) {
        diagnostics.add(
            new Diagnostic(
                "unknown-concept",
                place,
                "The concept (%s) is not one of the perceptor's.".formatted(name),
                "Check its name against the concepts' query."));
      } else if (quote.isEmpty() || !text.contains(quote)) {
        diagnostics.add(
            new Diagnostic(
                "quote-not-found",
                place,
                "The quote (%s) is not in the text.".formatted(quote),
                "Copy it from the text."));
      } else if (concept.isPresent()) {
        try {
          labels.add(
              new Label(concept.get(), Context.valueOf(context.toUpperCase(Locale.ROOT)), quote));
        } catch (IllegalArgumentException e) {
          diagnostics.add(
              new Diagnostic(
                  "unknown-context",
                  place,
                  "The context (%s) is not known.".formatted(context),
                  "Write present, possible, absent, historical, family or hypothetical."));
        }
      }
    }
    return Optional.of(new LabelledNote(json.path("id").asText(), text, List.copyOf(labels)));
  }
}
