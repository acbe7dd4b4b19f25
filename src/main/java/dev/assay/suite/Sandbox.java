package dev.assay.suite;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.error.RootAttributeNotFoundException;
import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.lexer.Token;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.operator.BinaryOperator;
import io.pebbletemplates.pebble.parser.Parser;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import io.pebbletemplates.pebble.tokenParser.ForTokenParser;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A template language cut down to what a prompt needs: variables, {@code if}, {@code for} and a few
 * filters.
 *
 * <p>What is left can neither read a file, call a method nor grow without bound: there is no
 * include, no macro, no assignment, no range and no regular expression; a prompt has at most {@link
 * #MAX_CHARACTERS} characters, and all its loops together at most {@link #MAX_TURNS} turns. One
 * thread at a time.
 */
final class Sandbox {
  static final int MAX_CHARACTERS = 2_000_000;
  static final int MAX_TURNS = 10_000;
  static final int LINE_UNKNOWN = 0;

  private static final Set<String> TAGS = Set.of("if", "verbatim");
  private static final Set<String> FILTERS =
      Set.of(
          "upper",
          "lower",
          "trim",
          "title",
          "capitalize",
          "default",
          "join",
          "first",
          "last",
          "length",
          "raw");

  private int turnsLeft;

  private final PebbleEngine engine =
      new PebbleEngine.Builder()
          .loader(new StringLoader())
          .methodAccessValidator((object, method) -> false)
          .registerExtensionCustomizer(CutDown::new)
          .extension(new CappedLoops())
          .autoEscaping(false)
          .strictVariables(true)
          // else the line break after each filled-in variable is lost
          .newLineTrimming(false)
          .maxRenderedSize(MAX_CHARACTERS)
          .defaultLocale(Locale.ROOT)
          .cacheActive(false)
          .build();

  PebbleTemplate compile(String text) {
    return engine.getLiteralTemplate(text);
  }

  String fill(PebbleTemplate template, Map<String, Object> variables) {
    turnsLeft = MAX_TURNS;
    StringWriter text = new StringWriter();
    try {
      template.evaluate(text, new Variables(variables));
    } catch (IOException neverFromAString) {
      throw new UncheckedIOException(neverFromAString);
    }
    return text.toString();
  }

  /** The variables of a case, and none of those that the library would add unasked. */
  private static final class Variables extends HashMap<String, Object> {
    private static final long serialVersionUID = 1L;
    private static final Set<String> LIBRARY = Set.of("_context", "locale", "template");

    Variables(Map<String, Object> variables) {
      super(variables);
    }

    @Override
    public Object get(Object name) {
      if (!containsKey(name) && LIBRARY.contains(name)) {
        throw new RootAttributeNotFoundException(
            null, "no such variable", name.toString(), LINE_UNKNOWN, null);
      }
      return super.get(name);
    }
  }

  private static final class CutDown extends ExtensionCustomizer {
    private final boolean ours;

    CutDown(Extension whole) {
      super(whole);
      ours = whole instanceof CappedLoops;
    }

    @Override
    public List<TokenParser> getTokenParsers() {
      List<TokenParser> all = super.getTokenParsers();
      return all == null || ours
          ? all
          : all.stream().filter(parser -> TAGS.contains(parser.getTag())).toList();
    }

    @Override
    public Map<String, Filter> getFilters() {
      Map<String, Filter> all = super.getFilters();
      if (all == null) {
        return null;
      }
      all.keySet().retainAll(FILTERS);
      return all;
    }

    @Override
    public Map<String, Function> getFunctions() {
      return Map.of();
    }

    @Override
    public List<BinaryOperator> getBinaryOperators() {
      List<BinaryOperator> all = super.getBinaryOperators();
      return all == null
          ? null
          : all.stream().filter(each -> !each.getSymbol().equals("matches")).toList();
    }
  }

  private final class CappedLoops extends io.pebbletemplates.pebble.extension.AbstractExtension {
    @Override
    public List<TokenParser> getTokenParsers() {
      return List.of(
          new ForTokenParser() {
            @Override
            public RenderableNode parse(Token token, Parser parser) {
              ForNode loop = (ForNode) super.parse(token, parser);
              return new ForNode(
                  loop.getLineNumber(),
                  loop.getIterationVariable(),
                  new Counted(loop.getIterable()),
                  loop.getBody(),
                  loop.getElseBody());
            }
          });
    }
  }

  /** What a loop runs over, its turns taken off what the prompt has left. */
  private final class Counted implements Expression<Object> {
    private final Expression<?> iterable;

    Counted(Expression<?> iterable) {
      this.iterable = iterable;
    }

    @Override
    public Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
      Object items = iterable.evaluate(self, context);
      if (!(items instanceof Collection<?> list)) {
        throw new PebbleException(
            null, "a loop runs over a list, and this is none", getLineNumber(), self.getName());
      }
      turnsLeft -= list.size();
      if (turnsLeft < 0) {
        throw new PebbleException(
            null,
            "the loops of a prompt may take %d turns together".formatted(MAX_TURNS),
            getLineNumber(),
            self.getName());
      }
      return items;
    }

    @Override
    public int getLineNumber() {
      return iterable.getLineNumber();
    }

    @Override
    public void accept(NodeVisitor visitor) {
      visitor.visit(this);
    }
  }
}
