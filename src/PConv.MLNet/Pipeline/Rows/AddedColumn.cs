using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>A column that a transformer adds to its input, row by row.</summary>
/// <param name="Name">Its name; an input column of the same name is hidden by it.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Needs">Columns of the input that its values are made from.</param>
sealed record AddedColumn(string Name, DataViewType Type, params IReadOnlyList<DataViewSchema.Column> Needs);

/// <summary>Makes the getters of added columns over a row or cursor of the input, once for each; not called where no added column is asked
/// for.</summary>
/// <param name="input">What the values are made from. It gives the columns that the active ones need, and its id.</param>
/// <param name="active">Which added columns are asked for, numbered from 0.</param>
/// <param name="held">Takes what is to be disposed with the row.</param>
/// <returns>A <see cref="ValueGetter{TValue}"/> for each added column; null where it is not active.</returns>
delegate Delegate?[] MakeGetters(DataViewRow input, Func<int, bool> active, ICollection<IDisposable> held);
