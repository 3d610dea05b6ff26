package org.rationale.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.Reading;

/**
 * Many small programs, one a line: {@code {"id", "data", "rules", "evidence"}}. Each gives one
 * line, in the order of the programs, whatever the number of threads; a program that is wrong gives
 * its error, and the others go on.
 */
final class Batch {

  /** How many programs may be under way or wait for being printed, for each thread. */
  private static final int AHEAD = 8;

  private static final int PROGRESS_EVERY = 1000;

  private static final Set<String> TEXTS = Set.of("data", "rules", "evidence");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Programs programs;
  private final ProbabilityReading reading;
  private final boolean all;
  private final boolean summary;
  private final String file;

  /** What a line gave. */
  private record Answer(String line, boolean failed) {}

  /**
   * @param file the batch's name, in places
   */
  Batch(Programs programs, ProbabilityReading reading, boolean all, boolean summary, String file) {
    this.programs = programs;
    this.reading = reading;
    this.all = all;
    this.summary = summary;
    this.file = file;
  }

  /** Runs all programs; returns how many failed. */
  int run(BufferedReader lines, int threads, PrintWriter out, PrintWriter err) throws IOException {
    Deque<Future<Answer>> underWay = new ArrayDeque<>();
    int read = 0;
    int printed = 0;
    int failed = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      try {
        String line = lines.readLine();
        while (line != null || !underWay.isEmpty()) {
          if (line != null && underWay.size() < (long) AHEAD * threads) {
            read++;
            if (!line.isBlank()) {
              underWay.add(workers.submit(task(line, read)));
            }
            line = lines.readLine();
            continue;
          }
          Answer answer = get(underWay.remove());
          out.println(answer.line());
          failed += answer.failed() ? 1 : 0;
          if (++printed % PROGRESS_EVERY == 0) {
            err.printf("%d programs, %d failed%n", printed, failed);
          }
        }
      } finally {
        // After an error nobody waits for the rest.
        workers.shutdownNow();
      }
    }
    err.printf("%d programs, %d failed%n", printed, failed);
    return failed;
  }

  private static Answer get(Future<Answer> future) {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      throw new IllegalStateException("A program of the batch failed.", failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The batch was interrupted.", interrupted);
    }
  }

  private Callable<Answer> task(String line, int number) {
    return () -> answer(line, number);
  }

  private Answer answer(String line, int number) {
    Optional<String> id = Optional.empty();
    try {
      JsonNode program = parse(line, number);
      id = id(program, number);
      Programs.Texts texts = texts(program, id.orElse("line" + number), number);
      ReasonedFacts reasoned =
          reading instanceof ProbabilityReading.Samples(int worlds, long seed)
              ? ReasonedFacts.of(programs.sample(texts, new Reading.Sampled(worlds, seed)), all)
              : ReasonedFacts.of(programs.run(texts), all, reading);
      String shown = id.orElse(Integer.toString(number));
      return new Answer(FactsJson.line(shown, reasoned, summary), false);
    } catch (InvalidInputException invalid) {
      String error =
          invalid.diagnostics().stream()
              .map(Diagnostic::toString)
              .collect(Collectors.joining("\n"));
      return new Answer(FactsJson.errorLine(id, number, error), true);
    }
  }

  private JsonNode parse(String line, int number) {
    JsonNode program;
    try {
      program = JSON.readTree(line);
    } catch (JsonProcessingException malformed) {
      throw wrong(
          "bad-json",
          "%d:%d"
              .formatted(
                  number,
                  malformed.getLocation() == null ? 1 : malformed.getLocation().getColumnNr()),
          "this is no JSON: %s.".formatted(malformed.getOriginalMessage()));
    }
    if (!program.isObject()) {
      throw wrong("not-a-program", Integer.toString(number), "this is no JSON object.");
    }
    return program;
  }

  private InvalidInputException wrong(String code, String place, String message) {
    return new InvalidInputException(
        code,
        "%s:%s".formatted(file, place),
        message,
        "A line reads {\"id\": \"a\", \"data\": \"...\", \"rules\": \"...\", \"evidence\":"
            + " \"...\"}.");
  }

  private Optional<String> id(JsonNode program, int number) {
    JsonNode id = program.get("id");
    if (id == null || id.isNull()) {
      return Optional.empty();
    }
    if (!id.isTextual() && !id.isNumber()) {
      throw wrong(
          "bad-id",
          Integer.toString(number),
          "the id (%s) is no text and no number.".formatted(id));
    }
    return Optional.of(id.asText());
  }

  private Programs.Texts texts(JsonNode program, String name, int number) {
    for (Map.Entry<String, JsonNode> member : program.properties()) {
      if (TEXTS.contains(member.getKey())
          && !member.getValue().isTextual()
          && !member.getValue().isNull()) {
        throw wrong(
            "not-a-text",
            Integer.toString(number),
            "the member (%s) is no text.".formatted(member.getKey()));
      }
    }
    return new Programs.Texts(
        name, text(program, "data"), text(program, "rules"), text(program, "evidence"));
  }

  private static String text(JsonNode program, String member) {
    @Nullable JsonNode text = program.get(member);
    return text == null || text.isNull() ? "" : text.asText();
  }
}
