namespace TorchSharp;

public enum DeviceType { CPU = 0, CUDA = 1, MKLDNN = 2, OPENGL = 3, OPENCL = 4, IDEEP = 5, HIP = 6, FPGA = 7, MSNPU = 8, XLA = 9, MPS = 13, META = 14 }

public enum PaddingModes { Zeros = 0, Reflect = 1, Replicate = 2, Circular = 3, Constant = 4 }

public static partial class torch
{
    public enum ScalarType : sbyte
    {
        Byte = 0, Int8 = 1, Int16 = 2, Int32 = 3, Int64 = 4, Float16 = 5, Float32 = 6, Float64 = 7,
        ComplexFloat32 = 9, ComplexFloat64 = 10, Bool = 11, QInt8 = 12, QUInt8 = 13, QInt32 = 14, BFloat16 = 15,
    }

    public enum InterpolationMode { Nearest = 0, Linear = 1, Bilinear = 2, Bicubic = 3, Trilinear = 4, Area = 5, NearestExact = 6 }

    public static ScalarType float32 = ScalarType.Float32;

    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device device(string description) => new(description);

    static bool IsFloatingPoint(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    /// <summary>Where a tensor lives: a kind of device and, where there are several, which (-1: the current one).</summary>
    public class Device
    {
        internal Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, deviceType == DeviceType.CUDA ? index : -1);

        internal Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var (kind, number) = description.Split(':') switch { [var k] => (k, "-1"), [var k, var n] => (k, n), _ => ("", "") };
            if (!Enum.TryParse<DeviceType>(kind.Trim(), true, out var parsed) || char.IsDigit(kind.Trim()[0]) || !int.TryParse(number, out var which))
                throw new ArgumentException($"Device '{description}' is not of the form type or type:index.");
            (type, index) = (parsed, parsed == DeviceType.CUDA ? which : -1);
        }

        public DeviceType type { get; }

        public int index { get; }
    }
}
