package org.rationale.explanations.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.checker.CertificateChecker;

/**
 * Checks a report in HTML or JSON without the engine: that nothing was changed since it was sealed,
 * that its certificate is right, and that each answer in it has the probability and the choice that
 * the certificate proves.
 */
public final class ReportChecker {

  private static final Pattern HASH =
      Pattern.compile("<meta name=\"rationale-report\" content=\"([0-9a-f]{64})\">");
  private static final Pattern CERTIFICATE =
      Pattern.compile("<data id=\"certificate\" hidden=\"\" value=\"([A-Za-z0-9+/=]*)\">");
  private static final Pattern CLAIM =
      Pattern.compile(
          "<data class=\"claim\" data-question=\"([^\"]*)\" data-fact=\"([^\"]*)\""
              + " data-chosen=\"(true|false)\" value=\"([^\"]*)\">([^<]*)</data>");
  private static final Pattern PERCENT = Pattern.compile("([<>] )?(\\d+(?:\\.\\d+)?)% \\(exact\\)");

  /** How far a percentage with one decimal may be from what it rounds. */
  private static final double ROUNDING = 0.0500001;

  private ReportChecker() {}

  /** What checking found. */
  public sealed interface Verdict {

    /**
     * It is as it was sealed.
     *
     * @param answers how many answers agree with the certificate
     * @param certificate what checking the certificate found; empty if the report has none
     */
    record Accepted(int answers, Optional<org.rationale.explanations.checker.Verdict> certificate)
        implements Verdict {}

    /** Something is not as it was, or is wrong. */
    record Rejected(String why) implements Verdict {}

    /** It is no report of this version. */
    record NoReport() implements Verdict {}
  }

  /** An answer as the report has it; the words are empty in JSON. */
  private record Answer(
      String question, String fact, boolean chosen, double probability, String words) {}

  /** Checks the bytes of a file. */
  public static Verdict check(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("<!DOCTYPE html>") ? page(text) : json(text);
  }

  private static Verdict page(String text) {
    Matcher hash = HASH.matcher(text);
    if (!hash.find()) {
      return new Verdict.NoReport();
    }
    List<Answer> answers = new ArrayList<>();
    Matcher claims = CLAIM.matcher(text);
    while (claims.find()) {
      answers.add(
          new Answer(
              plain(claims.group(1)),
              plain(claims.group(2)),
              Boolean.parseBoolean(claims.group(3)),
              number(claims.group(4)),
              plain(claims.group(5))));
    }
    Matcher certificate = CERTIFICATE.matcher(text);
    return check(
        text,
        hash.group(1),
        certificate.find() ? Optional.of(certificate.group(1)) : Optional.empty(),
        ReportIdentity.ofPage(text, ReportChecker::plain),
        answers);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }

  private static String plain(String escaped) {
    return escaped
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  private static Verdict json(String text) {
    JsonNode report;
    try {
      report = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException none) {
      return new Verdict.NoReport();
    }
    JsonNode hash = report.at("/integrity/sha256");
    if (!hash.isTextual() || hash.textValue().length() != ReportSeal.BLANK.length()) {
      return new Verdict.NoReport();
    }
    List<Answer> answers = new ArrayList<>();
    for (JsonNode outcome : report.path("outcomes")) {
      for (JsonNode candidate : outcome.path("candidates")) {
        JsonNode fact = candidate.path("fact");
        answers.add(
            new Answer(
                outcome.path("question").asText(),
                "%s %s %s"
                    .formatted(
                        fact.path("s").asText(), fact.path("p").asText(), fact.path("o").asText()),
                candidate.path("chosen").asBoolean(),
                candidate.path("probability").asDouble(Double.NaN),
                ""));
      }
    }
    JsonNode certificate = report.at("/integrity/certificate");
    return check(
        text,
        hash.textValue(),
        certificate.isTextual() ? Optional.of(certificate.textValue()) : Optional.empty(),
        ReportIdentity.ofJson(report),
        answers);
  }

  private static Verdict check(
      String text,
      String hash,
      Optional<String> packed,
      ReportIdentity identity,
      List<Answer> answers) {
    if (!ReportSeal.isWhole(text, hash)) {
      return new Verdict.Rejected(
          "it was changed after it was made: its SHA-256 is not the one that it names");
    }
    if (packed.isEmpty()) {
      return new Verdict.Accepted(0, Optional.empty());
    }
    byte[] bytes;
    Certificate certificate;
    try {
      bytes = ReportSeal.unpacked(packed.get());
      certificate = Canonical.read(bytes);
    } catch (IOException | Canonical.Unreadable unreadable) {
      return new Verdict.Rejected("its certificate cannot be read");
    }
    org.rationale.explanations.checker.Verdict verdict = CertificateChecker.check(bytes);
    return switch (verdict) {
      case org.rationale.explanations.checker.Verdict.Rejected wrong ->
          new Verdict.Rejected(
              "its certificate is wrong: %s: %s".formatted(wrong.element(), wrong.why()));
      case org.rationale.explanations.checker.Verdict.Unreadable unreadable ->
          new Verdict.Rejected("its certificate cannot be read: " + unreadable.why());
      case org.rationale.explanations.checker.Verdict.Accepted right ->
          identity
              .disagreement(certificate.identity())
              .or(() -> disagreement(certificate, answers, identity.shown()))
              .<Verdict>map(Verdict.Rejected::new)
              .orElseGet(() -> new Verdict.Accepted(answers.size(), Optional.of(right)));
    };
  }

  /** The first answer that the certificate does not prove, or that the report leaves out. */
  private static Optional<String> disagreement(
      Certificate certificate, List<Answer> answers, UnaryOperator<String> shown) {
    Set<String> proved = new HashSet<>();
    Set<String> listed = new HashSet<>();
    for (Certificate.Outcome outcome : certificate.outcomes()) {
      for (int claim : outcome.candidates()) {
        proved.add(
            shown.apply(
                outcome.question() + " " + fact(certificate, certificate.claims().get(claim))));
      }
    }
    for (Answer answer : answers) {
      String name = answer.question() + " " + answer.fact();
      listed.add(name);
      Optional<Certificate.Outcome> outcome =
          certificate.outcomes().stream()
              .filter(one -> shown.apply(one.question()).equals(answer.question()))
              .findFirst();
      Optional<Integer> claim =
          outcome.flatMap(
              one ->
                  one.candidates().stream()
                      .filter(
                          number ->
                              shown
                                  .apply(fact(certificate, certificate.claims().get(number)))
                                  .equals(answer.fact()))
                      .findFirst());
      if (outcome.isEmpty() || claim.isEmpty()) {
        return Optional.of("the certificate has no such answer: " + name);
      }
      double probability = certificate.claims().get(claim.get()).probability();
      if (Double.compare(probability, answer.probability()) != 0) {
        return Optional.of(
            "the answer (%s) has the probability %s in the report and %s in the certificate"
                .formatted(name, answer.probability(), probability));
      }
      if (outcome.get().chosen().contains(claim.get()) != answer.chosen()) {
        return Optional.of("the certificate chooses otherwise: " + name);
      }
      if (!fits(answer.words(), probability)) {
        return Optional.of(
            "the answer (%s) is shown as “%s” and has the probability %s"
                .formatted(name, answer.words(), probability));
      }
    }
    proved.removeAll(listed);
    return proved.stream().sorted().findFirst().map(left -> "the report leaves out: " + left);
  }

  private static String fact(Certificate certificate, Certificate.Claim claim) {
    Certificate.Fact fact = certificate.facts().get(claim.fact());
    return "%s %s %s"
        .formatted(
            certificate.terms().get(fact.s()),
            certificate.terms().get(fact.p()),
            certificate.terms().get(fact.o()));
  }

  /** Whether words round a probability; of intervals and estimates that is not known. */
  private static boolean fits(String words, double probability) {
    Matcher percent = PERCENT.matcher(words);
    if (!percent.matches()) {
      return !words.equals("certain (100%)") || probability == 1;
    }
    double shown = Double.parseDouble(percent.group(2));
    String limit = percent.group(1) == null ? "" : percent.group(1).strip();
    return switch (limit) {
      case "<" -> probability * 100 < shown;
      case ">" -> probability * 100 > shown;
      default -> Math.abs(probability * 100 - shown) <= ROUNDING;
    };
  }
}
