using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>A column that a transformer adds to its input, row by row.</summary>
/// <param name="Name">Name of the column; it hides an input column of the same name.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Needs">Columns of the input that its values are made from.</param>
sealed record AddedColumn(string Name, DataViewType Type, params IReadOnlyList<DataViewSchema.Column> Needs);

/// <summary>Creates the getters of added columns over a row or cursor of the input. Called once per row or cursor, and only if an added
/// column is active.</summary>
/// <param name="input">The input, which provides its id and the columns that the active added columns need.</param>
/// <param name="active">Tells which added columns are active, by index from 0.</param>
/// <param name="held">Collects objects to be disposed with the row.</param>
/// <returns>A <see cref="ValueGetter{TValue}"/> for each added column; null if it is not active.</returns>
delegate Delegate?[] MakeGetters(DataViewRow input, Func<int, bool> active, ICollection<IDisposable> held);
