package org.rationale.reasoner;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.irix.IRIException;
import org.apache.jena.irix.IRIx;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

/** Reads cases in JSON. */
public final class CaseReader {

  private static final Set<String> KEYS = Set.of("id", "title", "subject", "inputs", "expect");

  private static final String FORM =
      "A case is an object: {\"id\": ..., \"subject\": ..., \"inputs\": {...}}.";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CaseReader() {}

  /**
   * Reads one case.
   *
   * @throws InvalidInputException if the file cannot be read, is no JSON object of a case's form,
   *     or lacks its subject
   */
  public static Case read(Path file) {
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        throw new InvalidInputException(
            "folder", file.toString(), "this is a folder.", "Name a case, a JSON file.");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new InvalidInputException(
          "unreadable",
          file.toString(),
          "the case cannot be read.",
          "Check that the file exists and that you may read it.");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw new InvalidInputException(
          "not-utf-8", file.toString(), "the case is not UTF-8 text.", "Save it as UTF-8.");
    }
    Path parent = file.toAbsolutePath().getParent();
    return read(text, file.toString(), Optional.ofNullable(parent));
  }

  /**
   * Reads one case from its text. Its inputs may name no files: it is not known who wrote it.
   *
   * @param place for messages
   */
  public static Case read(String json, String place) {
    return read(json, place, Optional.empty());
  }

  private static Case read(String json, String place, Optional<Path> folder) {
    JenaLoading.await();
    Object value;
    try {
      value = JSON.readValue(json, Object.class);
    } catch (JsonProcessingException malformed) {
      JsonLocation at = malformed.getLocation();
      throw new InvalidInputException(
          "malformed-json",
          at == null ? place : "%s:%d:%d".formatted(place, at.getLineNr(), at.getColumnNr()),
          "this is not JSON of a case: %s.".formatted(firstLine(malformed.getOriginalMessage())),
          FORM);
    }
    if (!(value instanceof Map<?, ?> members)) {
      throw new InvalidInputException("malformed-json", place, "this JSON is not an object.", FORM);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    members.forEach((name, member) -> values.put(String.valueOf(name), member));
    return of(values, place, folder);
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static Case of(Map<String, Object> values, String place, Optional<Path> folder) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (String key : values.keySet()) {
      if (!KEYS.contains(key)) {
        diagnostics.add(
            new Diagnostic(
                "unknown-key",
                place,
                "a case has no member (%s).".formatted(key),
                "Its members are id, title, subject, inputs and expect."));
      }
    }
    String id = text(values, "id", "", place, diagnostics);
    String title = text(values, "title", "", place, diagnostics);
    String subject = text(values, "subject", null, place, diagnostics);
    if (!subject.isEmpty() && !isAbsolute(subject)) {
      diagnostics.add(
          new Diagnostic(
              "bad-subject",
              place,
              "the subject (%s) is not an absolute IRI.".formatted(subject),
              "Write it in full, as https://example.org/patients/1."));
    }
    Map<String, Object> inputs = object(values, "inputs", place, diagnostics);
    Map<String, String> expect = new LinkedHashMap<>();
    object(values, "expect", place, diagnostics)
        .forEach(
            (question, answer) ->
                expect.put(
                    question,
                    answer instanceof List<?> list
                        ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
                        : String.valueOf(answer)));
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new Case(id.isEmpty() ? subject : id, title, subject, inputs, expect, place, folder);
  }

  private static String text(
      Map<String, Object> values,
      String key,
      @Nullable String otherwise,
      String place,
      List<Diagnostic> diagnostics) {
    Object value = values.get(key);
    if (value instanceof String text && !(text.isBlank() && otherwise == null)) {
      return text;
    }
    if (value == null && otherwise != null) {
      return otherwise;
    }
    diagnostics.add(
        new Diagnostic(
            value == null ? "missing-" + key : "bad-" + key,
            place,
            value == null
                ? "the case has no %s.".formatted(key)
                : "the %s of the case (%s) is not a text.".formatted(key, value),
            key.equals("subject")
                ? "Add \"subject\": the IRI of what the case is about."
                : "Write it in quotes."));
    return "";
  }

  private static Map<String, Object> object(
      Map<String, Object> values, String key, String place, List<Diagnostic> diagnostics) {
    Object value = values.get(key);
    Map<String, Object> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> result.put(String.valueOf(name), member));
    } else if (value != null) {
      diagnostics.add(
          new Diagnostic(
              "bad-" + key,
              place,
              "the %s of the case are not an object.".formatted(key),
              "Write \"%s\": {\"name\": value}.".formatted(key)));
    }
    return result;
  }

  private static boolean isAbsolute(String iri) {
    try {
      // Not isAbsolute, which in the words of RFC 3986 excludes a fragment.
      return IRIx.create(iri).isReference();
    } catch (IRIException malformed) {
      return false;
    }
  }
}
