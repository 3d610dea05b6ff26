package org.rationale.app;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes the files of an option, {@code --data a.ttl b.ttl}, up to the next option or the command's
 * own argument: {@code --data a.ttl b.ttl ':ann a :Ill'}. That is the last word, if it is no file
 * and was not given before.
 */
final class FileNames implements IParameterConsumer {

  FileNames() {}

  // The parameter's type is picocli's.
  @SuppressWarnings("JdkObsolete")
  @Override
  public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
    List<String> files = option.getValue();
    int before = files.size();
    while (!words.isEmpty()
        && !isOption(words.peek())
        && !(files.size() > before && words.size() == 1 && isArgument(words.peek(), command))) {
      files.add(words.pop());
    }
    if (files.size() == before) {
      throw new ParameterException(
          command.commandLine(),
          "The option (%s) needs a file.".formatted(((OptionSpec) option).longestName()));
    }
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") && !word.equals("-");
  }

  private static boolean isArgument(String word, CommandSpec command) {
    OptionSpec file = command.findOption("--file");
    boolean given =
        command.positionalParameters().stream().anyMatch(p -> !p.stringValues().isEmpty())
            || (file != null && !file.stringValues().isEmpty());
    return !given && !command.positionalParameters().isEmpty() && !isFile(word);
  }

  private static boolean isFile(String word) {
    try {
      return Files.exists(Path.of(word));
    } catch (InvalidPathException none) {
      return false;
    }
  }
}
