package org.rationale.rules.drl;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kie.api.builder.Message;
import org.rationale.kg.Diagnostic;

/**
 * Turns what Drools says about rules it cannot compile into places of the DRL files.
 *
 * <p>An error in Java code is reported by Drools for the class it generated; the line at fault is
 * found in that class and looked for in the DRL, without regard to white space.
 */
final class CompileErrors {

  private static final Pattern FILE = Pattern.compile("f(\\d+)\\.drl");
  private static final Pattern EXPRESSION =
      Pattern.compile("Unable to Analyse Expression (.+?):?\\s*(?:\\R|$)");
  private static final String SOURCE_OF = "Java source of ";

  private final List<DrlFile> files;

  CompileErrors(List<DrlFile> files) {
    this.files = files;
  }

  void report(List<Message> errors, List<Diagnostic> diagnostics) {
    Map<String, List<String>> sources = new HashMap<>();
    for (Message error : errors) {
      if (error.getText().startsWith(SOURCE_OF) && error.getPath() != null) {
        sources.put(error.getPath(), error.getText().lines().skip(1).toList());
      }
    }
    Set<Diagnostic> found = new LinkedHashSet<>();
    for (Message error : errors) {
      if (!error.getText().startsWith(SOURCE_OF)) {
        found.add(diagnostic(error, sources));
      }
    }
    diagnostics.addAll(found);
  }

  private Diagnostic diagnostic(Message error, Map<String, List<String>> sources) {
    String message = DrlReader.firstLine(error.getText());
    List<String> source = sources.get(error.getPath());
    if (source != null && error.getLine() >= 1 && error.getLine() <= source.size()) {
      String line = source.get(error.getLine() - 1);
      return new Diagnostic(
          "drl-java",
          find(line).orElse(files.getFirst().name()),
          "the Java code [%s] does not compile: %s".formatted(line.strip(), message),
          "Mend the expression; are imports and globals declared at the top of the file?");
    }
    return new Diagnostic(
        "drl-compile",
        place(error),
        message,
        "Check names of fields, variables and functions, and the types of what is compared.");
  }

  private String place(Message error) {
    Matcher matcher = FILE.matcher(error.getPath() == null ? "" : error.getPath());
    if (error.getLine() <= 0) {
      // Some errors have no line, but tell the expression.
      Matcher expression = EXPRESSION.matcher(error.getText());
      Optional<String> found = expression.find() ? find(expression.group(1)) : Optional.empty();
      if (found.isPresent()) {
        return found.get();
      }
    }
    if (!matcher.find()) {
      return files.getFirst().name();
    }
    return files.get(Integer.parseInt(matcher.group(1))).place(error.getLine(), error.getColumn());
  }

  private Optional<String> find(String line) {
    String wanted = line.replaceAll("\\s", "");
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    for (DrlFile file : files) {
      StringBuilder dense = new StringBuilder();
      int[] offsets = new int[file.text().length()];
      for (int i = 0; i < file.text().length(); i++) {
        if (!Character.isWhitespace(file.text().charAt(i))) {
          offsets[dense.length()] = i;
          dense.append(file.text().charAt(i));
        }
      }
      int at = dense.indexOf(wanted);
      if (at >= 0) {
        return Optional.of(file.place(offsets[at]));
      }
    }
    return Optional.empty();
  }
}
